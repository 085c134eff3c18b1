package io.gypsum.store.s3;

import io.gypsum.store.Store;
import io.gypsum.store.StoreContract;
import org.junit.jupiter.api.Tag;

/** Runs the contract with a low limit, so that all but small objects are sent in parts. */
@Tag("ceph")
class MultipartStoreTest extends StoreContract {
  private static final S3Settings BUCKET =
      Ceph.newBucket().withPartSizes(60_000, 5 * 1024 * 1024);

  @Override
  protected Store openStore() {
    return S3Store.open(BUCKET);
  }
}
