"""What builds the book: execution, stored outputs, generated pages, the site."""
