/** Names, paths, keys, documents and their JSON; decisions as pure functions; failures. */
module io.gypsum.core {
  requires static org.jspecify;
  requires transitive tools.jackson.core;

  exports io.gypsum.core;
  exports io.gypsum.core.concurrent;
  exports io.gypsum.core.decision;
  exports io.gypsum.core.document;
  exports io.gypsum.core.json;
  exports io.gypsum.core.name;
  exports io.gypsum.core.retry;
}
