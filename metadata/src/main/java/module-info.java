/** Metadata documents: validation, the SQLite index, search. */
module io.gypsum.metadata {
  requires static org.jspecify;
  requires com.networknt.schema;
  requires java.sql;
  requires org.xerial.sqlitejdbc;
  requires tools.jackson.databind;
  requires transitive io.gypsum.core;
  requires transitive io.gypsum.store;

  exports io.gypsum.metadata;
  exports io.gypsum.metadata.index;
  exports io.gypsum.metadata.schema;
  exports io.gypsum.metadata.search;
  exports io.gypsum.metadata.text;
}
