"""Figures in Arabic beside Latin digits, as the region's newspapers and CLDR write them. Django has them the other way round."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
