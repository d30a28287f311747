# what the package would be
