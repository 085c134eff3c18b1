package io.gypsum.store.s3;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallKind;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.core.retry.Retrier;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.StoreException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * Writes objects in parts that the service copies from other objects: joins several objects into one, and copies objects
 * that are too large for one request.
 */
final class MultipartCopies {
  private static final int MAX_CONCURRENT_COPIES = 8;

  private final S3Client client;
  private final S3Settings settings;
  private final MultipartPuts puts;
  private final Retrier retrier;

  /** @param retrier retries single copies */
  MultipartCopies(S3Client client, S3Settings settings, MultipartPuts puts, Retrier retrier) {
    this.client = client;
    this.settings = settings;
    this.puts = puts;
    this.retrier = retrier;
  }

  /**
   * Joins objects. While they are copied, they are also read, to check their total size and MD5; the joined object becomes
   * visible after both.
   *
   * @param sources names of the objects to join
   * @param whole the bytes of the objects in sequence
   */
  PutResult write(
      Key key, String name, List<String> sources, Content whole, PutCondition condition) {
    return puts.write(key, name, condition, upload -> {
      List<Supplier<Optional<CompletedPart>>> calls = new ArrayList<>();
      calls.add(() -> {
        requireContent(key, whole);
        return Optional.empty();
      });
      for (String source : sources) {
        UploadPartCopyRequest request = request(source, name, upload, calls.size()).build();
        calls.add(() -> Optional.of(copy(key, request)));
      }
      // Returns after the last copy has ended: aborting an upload does not remove parts that are still being copied.
      return Parallel
          .map(calls, 1 + MAX_CONCURRENT_COPIES, e -> interrupted(key, e), Supplier::get)
          .stream()
          .flatMap(Optional::stream)
          .toList();
    });
  }

  /**
   * Overwrites an object with the content of another one, which is not read: the service copies sections of it.
   *
   * @param sizeBytes size of the source
   * @param partBytes size of each section except the last
   */
  void copy(Key to, String name, String source, long sizeBytes, long partBytes) {
    puts.write(to, name, PutCondition.OVERWRITE, upload -> {
      List<UploadPartCopyRequest> sections = new ArrayList<>();
      for (long offset = 0; offset < sizeBytes; offset += partBytes) {
        sections.add(
            request(source, name, upload, sections.size() + 1)
                .copySourceRange(
                    "bytes=" + offset + "-" + (Math.min(sizeBytes, offset + partBytes) - 1))
                .build());
      }
      return Parallel.map(
          sections, MAX_CONCURRENT_COPIES, e -> interrupted(to, e),
          section -> copy(to, section));
    });
  }

  private UploadPartCopyRequest.Builder request(
      String source, String name, String upload, int number) {
    return UploadPartCopyRequest.builder()
        .sourceBucket(settings.bucket())
        .sourceKey(source)
        .destinationBucket(settings.bucket())
        .destinationKey(name)
        .uploadId(upload)
        .partNumber(number);
  }

  /** Each copy is retried separately: a failure must not repeat thousands of other copies. */
  private CompletedPart copy(Key key, UploadPartCopyRequest request) {
    return retrier.call(CallKind.IDEMPOTENT_WRITE, () -> copyOnce(key, request));
  }

  private CompletedPart copyOnce(Key key, UploadPartCopyRequest request) {
    try {
      return CompletedPart.builder()
          .partNumber(request.partNumber())
          .eTag(client.uploadPartCopy(request).copyPartResult().eTag())
          .build();
    } catch (SdkException e) {
      throw S3Errors.notDone("copy '" + request.sourceKey() + "' into '" + key + "'", e);
    }
  }

  private static void requireContent(Key key, Content whole) {
    try (CheckedBody body = CheckedBody.open(key, whole)) {
      body.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new IllegalStateException("unexpected exception of a checked body", e);
    }
  }

  private static StoreException interrupted(Key key, InterruptedException cause) {
    return new StoreException(
        "writing '" + key + "' was interrupted", CallOutcome.NOT_DONE, false, cause);
  }
}
