package io.gypsum.store.s3;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.gypsum.core.concurrent.Threads;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallKind;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.core.retry.Retrier;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.RetryingStore;
import io.gypsum.store.StoreException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * Makes one object of several, which the engine copies by itself. Meanwhile they are read here, to see whether they are
 * what the whole shall be; the whole becomes visible after both.
 */
final class Concatenations {
  private static final int COPIES_AT_ONCE = 8;
  private static final int END_PATIENCE_SECONDS = 60;

  private final S3Client client;
  private final S3Settings settings;
  private final PartedPuts puts;

  Concatenations(S3Client client, S3Settings settings, PartedPuts puts) {
    this.client = client;
    this.settings = settings;
    this.puts = puts;
  }

  /**
   * @param sources the names of the parts
   * @param whole the same bytes for reading
   */
  PutResult write(
      Key key, String name, List<String> sources, Content whole, PutCondition condition) {
    return puts.write(key, name, condition, upload -> {
      ExecutorService threads = Threads.daemonPool(COPIES_AT_ONCE, "gypsum-s3-copy");
      try {
        List<Future<CompletedPart>> copies = new ArrayList<>();
        for (String source : sources) {
          UploadPartCopyRequest request =
              UploadPartCopyRequest.builder()
                  .sourceBucket(settings.bucket())
                  .sourceKey(source)
                  .destinationBucket(settings.bucket())
                  .destinationKey(name)
                  .uploadId(upload)
                  .partNumber(copies.size() + 1)
                  .build();
          copies.add(threads.submit(() -> copy(key, request)));
        }
        requireRight(key, whole);
        return results(key, copies);
      } finally {
        end(key, threads);
      }
    });
  }

  /** An upload that is aborted while parts of it are on their way would keep those. */
  private static void end(Key key, ExecutorService threads) {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(END_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        // What is left of the parts is removed by the bucket's own rule.
        return;
      }
    } catch (InterruptedException e) {
      throw interrupted(key, e);
    }
  }

  /** There may be thousands, of which one that failed must not cost all. */
  private CompletedPart copy(Key key, UploadPartCopyRequest request) {
    return Retrier.of(RetryingStore.DEFAULT_POLICY)
        .call(CallKind.IDEMPOTENT_WRITE, () -> copyOnce(key, request));
  }

  private CompletedPart copyOnce(Key key, UploadPartCopyRequest request) {
    try {
      return CompletedPart.builder()
          .partNumber(request.partNumber())
          .eTag(client.uploadPartCopy(request).copyPartResult().eTag())
          .build();
    } catch (SdkException e) {
      throw Failures.notDone("write '" + key + "'", e);
    }
  }

  private static void requireRight(Key key, Content whole) {
    try (CheckedBody body = CheckedBody.open(key, whole)) {
      body.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new IllegalStateException("a checked body throws only what is unchecked", e);
    }
  }

  private static List<CompletedPart> results(Key key, List<Future<CompletedPart>> copies) {
    return copies.stream()
        .map(
            copy -> Threads.await(
                copy,
                e -> interrupted(key, e)))
        .toList();
  }

  private static StoreException interrupted(Key key, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new StoreException(
        "writing '" + key + "' was interrupted", CallOutcome.NOT_DONE, false, cause);
  }
}
