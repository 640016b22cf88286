"""Units (组织 / 单位): the nodes of the tree, and where they hang on a day as known on a day."""
