"""The registry of the national reserve of pilot-scale test platforms 储备中试平台."""
