package io.gypsum.store.s3;

import java.time.Duration;

import io.gypsum.store.CountingStore;
import io.gypsum.store.FailingStore;
import io.gypsum.store.LimitedStore;
import io.gypsum.store.RetryingStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreContract;
import org.junit.jupiter.api.Tag;

/** Runs the contract with all wrappers at once. */
@Tag("ceph")
class WrappedS3StoreTest extends StoreContract {
  private static final S3Settings BUCKET = Ceph.newBucket();

  @Override
  protected Store openStore() {
    Store limited =
        new LimitedStore(
            new CountingStore(FailingStore.never(S3Store.open(BUCKET))), 4, Duration.ofMinutes(1));
    return new RetryingStore(limited);
  }
}
