package io.gypsum.server.file;

import io.gypsum.core.name.Key;

/**
 * An object and the name under which it is served.
 *
 * @param key where the bytes are
 * @param name the key by which the client knows the file, another one if the file is a link. Content type and file name
 *     depend on it
 * @param isPermanent whether the address of the request always refers to this object; otherwise clients may not cache the
 *     response without revalidation, even if the object never changes
 */
record ServedFile(Key key, Key name, boolean isPermanent) {
  /** Returns an object that is requested by its own key. */
  static ServedFile of(Key key) {
    return new ServedFile(key, key, true);
  }

  String contentType() {
    return ContentTypes.of(name);
  }

  String contentDisposition() {
    return ContentDisposition.of(name);
  }
}
