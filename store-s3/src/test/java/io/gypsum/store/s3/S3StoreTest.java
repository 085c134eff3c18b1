package io.gypsum.store.s3;

import io.gypsum.store.Store;
import io.gypsum.store.StoreContract;
import org.junit.jupiter.api.Tag;

@Tag("ceph")
class S3StoreTest extends StoreContract {
  private static final S3Settings BUCKET = Ceph.newBucket();

  @Override
  protected Store openStore() {
    return S3Store.open(BUCKET);
  }
}
