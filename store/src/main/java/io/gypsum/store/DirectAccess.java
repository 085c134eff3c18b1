package io.gypsum.store;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;

/**
 * What a store that others can reach lets them do without its owner in between, by addresses that are signed and expire.
 * Whoever has one can use it as often as they like until then, and what they began before may end after; nobody can take
 * it back. Nothing is asked of the store when an address is made.
 */
public interface DirectAccess {
  /**
   * An address that takes exactly one content by a {@code PUT} with {@code Content-MD5}, whatever is there. Without that
   * header, with another or with other bytes the store refuses and nothing changes.
   *
   * @return empty when the store cannot take this one so: it is too big, or its key too long
   */
  Optional<URI> presignPut(Key key, long sizeBytes, Md5 md5, Duration valid);

  /**
   * An address that gives an object to a {@code GET}, in parts and on conditions too.
   *
   * @param contentType that the answer has
   */
  URI presignGet(Key key, String contentType, Duration valid);
}
