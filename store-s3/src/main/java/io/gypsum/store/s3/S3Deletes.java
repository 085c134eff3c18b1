package io.gypsum.store.s3;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.StoreException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Deletes objects in batches. */
record S3Deletes(S3Client client, String bucket) {
  /** Limit of S3. */
  private static final int MAX_BATCH = 1000;

  /** @param names names of the objects, without duplicates */
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

  /** @param begun whether other objects were deleted before, so that the outcome of a failure is not NOT_DONE */
  private void send(List<String> names, boolean begun) {
    String action =
        "delete " + (names.size() == 1 ? "'" + names.get(0) + "'" : names.size() + " keys");
    try {
      if (names.size() == 1) {
        client.deleteObject(r -> r.bucket(bucket).key(names.get(0)));
      } else {
        requireAll(action, sendBatch(names));
      }
    } catch (SdkException e) {
      StoreException failure = S3Errors.ofWrite(action, e);
      if (begun && failure.outcome() == CallOutcome.NOT_DONE) {
        throw new StoreException(
            failure.reason() + "; other objects were deleted before", CallOutcome.UNKNOWN,
            failure.isRetryable(), e);
      }
      throw failure;
    }
  }

  /** Returns the errors of the objects that were not deleted. */
  private List<S3Error> sendBatch(List<String> names) {
    List<ObjectIdentifier> objects =
        names.stream().map(name -> ObjectIdentifier.builder().key(name).build()).toList();
    return client
        .deleteObjects(r -> r.bucket(bucket).delete(d -> d.quiet(true).objects(objects)))
        .errors();
  }

  private static void requireAll(String action, List<S3Error> errors) {
    if (!errors.isEmpty()) {
      throw new StoreException(
          "cannot " + action + ": " + errors.size() + " of them were not deleted (the service"
              + " responded with " + errors.get(0).code() + ")",
          CallOutcome.UNKNOWN, true, null);
    }
  }

  /** Keys can contain two characters that XML cannot represent, and markers also control characters. */
  private static boolean canBeInXml(String name) {
    return name.chars()
        .noneMatch(c -> Character.isISOControl(c) || c == '\uFFFE' || c == '\uFFFF');
  }
}
