package io.gypsum.store.s3;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.StoreException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Deletes many objects by few requests. */
record Deletes(S3Client client, String bucket) {
  /** Of S3. */
  private static final int MAX_BATCH = 1000;

  /** @param names each once */
  void delete(List<String> names) {
    List<String> batch = new ArrayList<>();
    boolean begun = false;
    for (String name : names) {
      if (!canBeInXml(name)) {
        send(List.of(name), begun);
        begun = true;
      } else if (batch.add(name) && batch.size() == MAX_BATCH) {
        send(batch, begun);
        begun = true;
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      send(batch, begun);
    }
  }

  /** @param begun whether something was deleted before, so that a failure cannot be NOT_DONE */
  private void send(List<String> names, boolean begun) {
    String tried =
        "delete " + (names.size() == 1 ? "'" + names.get(0) + "'" : names.size() + " keys");
    try {
      if (names.size() == 1) {
        client.deleteObject(r -> r.bucket(bucket).key(names.get(0)));
      } else {
        requireAll(tried, sendBatch(names));
      }
    } catch (SdkException e) {
      StoreException failure = Failures.ofWrite(tried, e);
      if (begun && failure.outcome() == CallOutcome.NOT_DONE) {
        throw new StoreException(
            failure.reason() + "; others were deleted before", CallOutcome.UNKNOWN,
            failure.isRetryable(), e);
      }
      throw failure;
    }
  }

  /** @return those that were not deleted */
  private List<S3Error> sendBatch(List<String> names) {
    List<ObjectIdentifier> objects =
        names.stream().map(name -> ObjectIdentifier.builder().key(name).build()).toList();
    return client
        .deleteObjects(r -> r.bucket(bucket).delete(d -> d.quiet(true).objects(objects)))
        .errors();
  }

  private static void requireAll(String tried, List<S3Error> errors) {
    if (!errors.isEmpty()) {
      throw new StoreException(
          "cannot " + tried + ": the store kept " + errors.size() + " of them (it answered "
              + errors.get(0).code() + ")",
          CallOutcome.UNKNOWN, true, null);
    }
  }

  /** Two characters that a key can have and XML cannot. */
  private static boolean canBeInXml(String name) {
    return name.indexOf('\uFFFE') < 0 && name.indexOf('\uFFFF') < 0;
  }
}
