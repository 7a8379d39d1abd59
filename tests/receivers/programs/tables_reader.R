# What R holds of the tables of `csv`: tables_reader.R FOLDER prints JSON, every table as rows without absent cells.
# It knows the rules of the how-to alone; kinds come from the data dictionary.

read <- function(name) {
  read.csv(file.path(folder, paste0(name, ".csv")),
    colClasses = "character", na.strings = "", encoding = "UTF-8", check.names = FALSE)
}

decoded <- function(cells, kind) {
  if (kind == "texts") return(lapply(cells, function(cell) if (is.na(cell)) character(0) else jsonlite::fromJSON(cell)))
  if (kind == "integer") return(as.integer(cells))
  if (kind == "number") return(as.numeric(cells))
  if (kind == "flag") return(cells == "true")
  gsub("(?:\\A|(?<=[\n\r\v\f\u001c\u001d\u001e\u0085\u2028\u2029]))'", "", cells, perl = TRUE)
}

folder <- commandArgs(trailingOnly = TRUE)[1]
described <- read("data-dictionary")
tables <- list()
for (name in unique(described$table)) {
  frame <- read(name)
  for (column in names(frame)) {
    kind <- described$kind[described$table == name & described$column == column]
    frame[[column]] <- I(decoded(frame[[column]], kind))
  }
  tables[[name]] <- frame
}
version <- paste(R.version$major, R.version$minor, sep = ".")
cat(jsonlite::toJSON(list(version = jsonlite::unbox(version), tables = tables), digits = NA))
