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
 * Writes objects in parts: one request for each part, then one that joins them. Nothing is visible before the last request. A
 * failed upload is aborted; an interrupted process leaves parts that only use space until the bucket's lifecycle rule for
 * incomplete uploads removes them.
 */
final class MultipartPuts {
  private static final int MAX_PARTS = 10_000;

  /** Sends or copies the parts of an upload to the service. */
  @FunctionalInterface
  interface Parts {
    List<CompletedPart> send(String upload);
  }

  private final S3Client client;
  private final S3Settings settings;

  MultipartPuts(S3Client client, S3Settings settings) {
    this.client = client;
    this.settings = settings;
  }

  /** Writes content that is too large for one request, one part after the other. */
  PutResult put(Key key, String name, Content content, PutCondition condition) {
    return write(key, name, condition, upload -> {
      try (CheckedBody body = CheckedBody.open(key, content)) {
        return sendParts(key, name, body, upload);
      }
    });
  }

  /**
   * Writes an object of the parts that {@code parts} sends. When it throws, nothing is written.
   */
  PutResult write(Key key, String name, PutCondition condition, Parts parts) {
    if (condition instanceof PutCondition.IfMatch) {
      throw new StoreException(
          "cannot replace '" + key + "' conditionally: an object over "
              + settings.partSizes().singlePutBytes()
              + " bytes, or one joined from others, can only be created or overwritten",
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
              r -> r.bucket(settings.bucket()).key(name).contentType(S3Puts.CONTENT_TYPE))
          .uploadId();
    } catch (SdkException e) {
      throw S3Errors.notDone("write '" + key + "'", e);
    }
  }

  private List<CompletedPart> sendParts(
      Key key, String name, CheckedBody body, String upload) {
    long minPartBytes = (body.sizeBytes() + MAX_PARTS - 1) / MAX_PARTS;
    long partBytes = Math.max(settings.partSizes().partBytes(), minPartBytes);
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
                RequestBody
                    .fromContentProvider(() -> new Part(body, length), length, S3Puts.CONTENT_TYPE))
            .eTag();
        parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
      } catch (SdkException e) {
        throw S3Errors.notDone("write '" + key + "'", e);
      }
    }
    return parts;
  }

  /** The parts are kept after an unknown outcome: the object may exist, or may still be created. */
  private PutResult complete(Key key, String name, CompleteMultipartUploadRequest request) {
    try {
      client.completeMultipartUpload(request);
    } catch (SdkException e) {
      if (request.ifNoneMatch() != null && S3Errors.status(e) == 412) {
        abort(name, request.uploadId());
        return new PutResult.ConditionNotMet();
      }
      if (S3Errors.isPartTooSmall(e)) {
        abort(name, request.uploadId());
        throw S3Errors.notDone("write '" + key + "'", e);
      }
      throw S3Errors.ofWrite("write '" + key + "'", e);
    }
    try {
      // Ceph's response to the completion contains no ETag.
      return new PutResult.Written(
          ETagFormat.parse(
              client.headObject(r -> r.bucket(settings.bucket()).key(name)).eTag()));
    } catch (SdkException e) {
      throw new StoreException(
          "'" + key + "' was written, but reading its ETag failed; read it again",
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
      throw S3Errors.notDone("write '" + key + "'", e);
    }
  }

  private void abort(String name, String upload) {
    try {
      client.abortMultipartUpload(
          r -> r.bucket(settings.bucket()).key(name).uploadId(upload));
    } catch (SdkException e) {
      // The parts are not visible; the failure that caused the abort matters more.
    }
  }

  /** The next part of a body; closing it does not close the body. */
  private static final class Part extends InputStream {
    private final CheckedBody body;
    private long remainingBytes;

    Part(CheckedBody body, long length) {
      this.body = body;
      this.remainingBytes = length;
    }

    @Override
    public int read() {
      int value = remainingBytes == 0 ? -1 : body.read();
      remainingBytes -= value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (remainingBytes == 0 && length > 0) {
        return -1;
      }
      int count = body.read(into, offset, (int) Math.min(length, remainingBytes));
      remainingBytes -= Math.max(count, 0);
      return count;
    }
  }
}
