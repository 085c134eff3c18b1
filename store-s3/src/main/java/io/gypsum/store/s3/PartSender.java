package io.gypsum.store.s3;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallKind;
import io.gypsum.core.retry.Retrier;
import io.gypsum.core.retry.Retrier.Attempts;
import io.gypsum.store.BodyStream;
import io.gypsum.store.Content;
import io.gypsum.store.StoreException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Sends content to a multipart upload, one part after the other. A part that fails is sent again if its bytes can be read again:
 * the content is repeatable, or none of them were read. For one upload.
 */
final class PartSender implements AutoCloseable {
  private static final int MAX_PARTS = 10_000;

  private final S3Client client;
  private final Retrier retrier;
  private final Key key;
  private final Content content;
  private CheckedBody body;

  PartSender(S3Client client, Retrier retrier, Key key, Content content) {
    this.client = client;
    this.retrier = retrier;
    this.key = key;
    this.content = content;
    this.body = CheckedBody.open(key, content);
  }

  /**
   * Sends all parts.
   *
   * @param upload names the upload; the number of a part is added to it
   * @param minPartBytes size of each part except the last; larger when there would be too many parts
   * @throws StoreException NOT_DONE, since the parts are not visible
   */
  List<CompletedPart> send(UploadPartRequest upload, long minPartBytes) {
    long sizeBytes = content.sizeBytes();
    long partBytes = Math.max(minPartBytes, (sizeBytes + MAX_PARTS - 1) / MAX_PARTS);
    List<CompletedPart> parts = new ArrayList<>();
    for (long sent = 0; sent < sizeBytes; sent += partBytes) {
      int number = parts.size() + 1;
      String etag =
          send(
              upload.toBuilder().partNumber(number).build(), sent,
              Math.min(partBytes, sizeBytes - sent));
      parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
    }
    return parts;
  }

  /** Returns the ETag of the part that starts at {@code offset} in the content. */
  private String send(UploadPartRequest part, long offset, long length) {
    Attempts attempts = retrier.begin(CallKind.IDEMPOTENT_WRITE);
    while (true) {
      try {
        return client
            .uploadPart(
                part,
                RequestBody.fromContentProvider(
                    () -> new Part(body, length), length, S3Puts.CONTENT_TYPE))
            .eTag();
      } catch (SdkException e) {
        StoreException failure = S3Errors.notDone("write '" + key + "'", e);
        if (body.returnedBytes() != offset && !content.repeatable()) {
          throw failure;
        }
        attempts.backOff(failure);
        moveTo(offset);
      }
    }
  }

  private void moveTo(long offset) {
    if (body.returnedBytes() == offset) {
      return;
    }
    body.close();
    body = CheckedBody.open(key, content);
    try {
      // Reads the bytes, so that their MD5 is checked again.
      body.skipNBytes(offset);
    } catch (IOException e) {
      throw new IllegalStateException("a checked body throws unchecked exceptions only", e);
    }
  }

  @Override
  public void close() {
    body.close();
  }

  /** The next part of a body; closing it does not close the body. */
  private static final class Part extends BodyStream {
    private final CheckedBody body;
    private long remainingBytes;

    Part(CheckedBody body, long length) {
      this.body = body;
      this.remainingBytes = length;
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
