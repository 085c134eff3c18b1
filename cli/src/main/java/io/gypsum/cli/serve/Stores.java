package io.gypsum.cli.serve;

import io.gypsum.server.StoreAddress;
import io.gypsum.server.StoreOpener;
import io.gypsum.store.RetryingStore;
import io.gypsum.store.Store;
import io.gypsum.store.s3.S3Settings;
import io.gypsum.store.s3.S3Store;

/** All kinds of store that this program brings along. */
public final class Stores {
  private Stores() {}

  /** A {@link StoreOpener}. */
  public static Store open(StoreAddress address) {
    return switch (address) {
      case StoreAddress.Disk disk -> StoreOpener.openDisk(disk);
      case StoreAddress.S3 s3 -> open(s3);
    };
  }

  private static Store open(StoreAddress.S3 address) {
    S3Settings settings =
        S3Settings.of(address.endpoint(), address.region(), address.bucket())
            .withPrefix(address.prefix());
    if (address.create()) {
      S3Store.createBucket(settings);
    }
    return new RetryingStore(S3Store.open(settings));
  }
}
