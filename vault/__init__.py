"""The core: values and rules. No Qt, no network, no clock, nothing printed. Import the modules, nothing is re-exported."""
