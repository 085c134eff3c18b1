package io.gypsum.store;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;

/**
 * Creates presigned URLs with which clients access a store directly. A URL can be used any number of times until it
 * expires, and it cannot be revoked; requests that start before it expires may end later. Creating a URL sends no
 * request. Thread-safe.
 */
public interface DirectAccess {
  /**
   * Returns a URL that accepts a {@code PUT} of exactly this content with {@code Content-MD5}, and overwrites the
   * object. The store refuses a request without that header, with another value or with other bytes, and changes
   * nothing.
   *
   * @return empty when the store cannot accept this object in one request: it is too large, or its key too long
   */
  Optional<URI> presignPut(Key key, long sizeBytes, Md5 md5, Duration valid);

  /**
   * Returns a URL for a {@code GET} of an object; range and conditional requests are supported.
   *
   * @param contentType content type of the response
   * @param contentDisposition content disposition of the response, in ASCII
   */
  URI presignGet(Key key, String contentType, String contentDisposition, Duration valid);
}
