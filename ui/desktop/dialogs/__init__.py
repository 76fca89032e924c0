"""The dialogs. None imports another; all are opened, none is executed."""
