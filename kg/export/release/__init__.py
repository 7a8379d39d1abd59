"""The release that ``kg build`` writes, and how it describes itself."""
