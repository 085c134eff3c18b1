package io.gypsum.server.testing;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.store.Content;
import io.gypsum.store.DirectAccess;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;

/** Presigns URLs such as {@code http://store/key?md5}; {@link #put} uses them as a client does over the network. */
public final class ReachableStore extends ForwardingStore implements DirectAccess {
  /** Larger files are sent through the server. */
  public static final int MAX_BYTES = 10;

  private final Store store;

  public ReachableStore(Store store) {
    super(store);
    this.store = store;
  }

  /** Sends content to a URL, which never expires. */
  public void put(URI address, String content) {
    Md5 md5 = Md5.parse(address.getQuery());
    byte[] bytes = Files.bytes(content);
    PutResult _ =
        store.put(
            new Key(address.getPath().substring(1)),
            new Content(bytes.length, md5, Content.of(bytes).source(), true),
            PutCondition.OVERWRITE);
  }

  @Override
  public Optional<DirectAccess> direct() {
    return Optional.of(this);
  }

  @Override
  public Optional<URI> presignPut(Key key, long sizeBytes, Md5 md5, Duration valid) {
    return sizeBytes > MAX_BYTES
        ? Optional.empty()
        : Optional.of(URI.create("http://store/" + key + "?" + md5));
  }

  @Override
  public URI presignGet(
      Key key, String contentType, String contentDisposition, Duration valid) {
    return URI.create("http://store/" + key);
  }
}
