package io.gypsum.store.s3;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.StoreException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Writes in parts: one request for each, then one that makes an object of them. Nothing is visible before. An upload that
 * fails is aborted; one that is cut off leaves parts that only cost room, until the bucket's own rule for unfinished
 * uploads removes them.
 */
final class PartedPuts {
  private static final int MAX_PARTS = 10_000;

  /** Gets the parts of an upload into the store. */
  @FunctionalInterface
  interface Parts {
    List<CompletedPart> send(String upload);
  }

  private final S3Client client;
  private final S3Settings settings;

  PartedPuts(S3Client client, S3Settings settings) {
    this.client = client;
    this.settings = settings;
  }

  /** Sends a content too big for one request, a part after the other. */
  PutResult put(Key key, String name, Content content, PutCondition condition) {
    return write(key, name, condition, upload -> {
      try (CheckedBody body = CheckedBody.open(key, content)) {
        return sendParts(key, name, body, upload);
      }
    });
  }

  /** @param parts fails for what would be wrong as a whole; then nothing is written */
  PutResult write(Key key, String name, PutCondition condition, Parts parts) {
    if (condition instanceof PutCondition.IfMatch) {
      throw new StoreException(
          "cannot replace '" + key + "' on condition: an object over "
              + settings.singlePutBytes()
              + " bytes, or one made of others, can only be created or overwritten",
          CallOutcome.NOT_DONE, false, null);
    }
    boolean create = condition instanceof PutCondition.Create;
    if (create && exists(key, name)) {
      return new PutResult.ConditionNotMet();
    }
    String upload = begin(key, name);
    CompleteMultipartUploadRequest.Builder request =
        CompleteMultipartUploadRequest.builder()
            .bucket(settings.bucket())
            .key(name)
            .uploadId(upload);
    try {
      List<CompletedPart> sent = parts.send(upload);
      request.multipartUpload(m -> m.parts(sent));
      if (create) {
        request.ifNoneMatch("*");
        if (exists(key, name)) {
          abort(name, upload);
          return new PutResult.ConditionNotMet();
        }
      }
    } catch (RuntimeException e) {
      abort(name, upload);
      throw e;
    }
    return complete(key, name, request.build());
  }

  private String begin(Key key, String name) {
    try {
      return client
          .createMultipartUpload(
              r -> r.bucket(settings.bucket()).key(name).contentType(Puts.TYPE))
          .uploadId();
    } catch (SdkException e) {
      throw Failures.notDone("write '" + key + "'", e);
    }
  }

  private List<CompletedPart> sendParts(
      Key key, String name, CheckedBody body, String upload) {
    long fewest = (body.sizeBytes() + MAX_PARTS - 1) / MAX_PARTS;
    long partBytes = Math.max(settings.partBytes(), fewest);
    List<CompletedPart> parts = new ArrayList<>();
    for (long sent = 0; sent < body.sizeBytes(); sent += partBytes) {
      int number = parts.size() + 1;
      long length = Math.min(partBytes, body.sizeBytes() - sent);
      try {
        String etag = client
            .uploadPart(
                r -> r.bucket(settings.bucket())
                    .key(name)
                    .uploadId(upload)
                    .partNumber(number),
                RequestBody.fromContentProvider(() -> new Part(body, length), length, Puts.TYPE))
            .eTag();
        parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
      } catch (SdkException e) {
        throw Failures.notDone("write '" + key + "'", e);
      }
    }
    return parts;
  }

  /** After a failure here the parts stay: the object may be there, or still come. */
  private PutResult complete(Key key, String name, CompleteMultipartUploadRequest request) {
    try {
      client.completeMultipartUpload(request);
    } catch (SdkException e) {
      if (request.ifNoneMatch() != null && Failures.status(e) == 412) {
        abort(name, request.uploadId());
        return new PutResult.ConditionNotMet();
      }
      if (Failures.isPartTooSmall(e)) {
        abort(name, request.uploadId());
        throw Failures.notDone("write '" + key + "'", e);
      }
      throw Failures.ofWrite("write '" + key + "'", e);
    }
    try {
      // Ceph tells no ETag when it completes.
      return new PutResult.Written(
          ETags.parse(
              client.headObject(r -> r.bucket(settings.bucket()).key(name)).eTag()));
    } catch (SdkException e) {
      throw new StoreException(
          "'" + key + "' was written, but could not be looked at; read it again",
          CallOutcome.UNKNOWN, false, e);
    }
  }

  private boolean exists(Key key, String name) {
    try {
      client.headObject(r -> r.bucket(settings.bucket()).key(name));
      return true;
    } catch (NoSuchKeyException e) {
      return false;
    } catch (SdkException e) {
      throw Failures.notDone("write '" + key + "'", e);
    }
  }

  private void abort(String name, String upload) {
    try {
      client.abortMultipartUpload(
          r -> r.bucket(settings.bucket()).key(name).uploadId(upload));
    } catch (SdkException e) {
      // The parts are not visible; the failure that led here matters more.
    }
  }

  /** The next bytes of a body, which stays open. */
  private static final class Part extends InputStream {
    private final CheckedBody body;
    private long rest;

    Part(CheckedBody body, long length) {
      this.body = body;
      this.rest = length;
    }

    @Override
    public int read() {
      int value = rest == 0 ? -1 : body.read();
      rest -= value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (rest == 0 && length > 0) {
        return -1;
      }
      int count = body.read(into, offset, (int) Math.min(length, rest));
      rest -= Math.max(count, 0);
      return count;
    }
  }
}
