package io.gypsum.client;

import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.core.document.Md5;

/** Sends bytes of files to addresses that take them. Thread-safe. */
final class FileRangeUploader {
  private final HttpTransport http;
  private final TransferListener listener;
  /** Those that no thread needs right now; as many in all as threads send. */
  private final ConcurrentLinkedQueue<byte[]> buffers = new ConcurrentLinkedQueue<>();

  FileRangeUploader(HttpTransport http, TransferListener listener) {
    this.http = http;
    this.listener = listener;
  }

  /**
   * Some bytes of a file of this machine.
   *
   * @param fileBytes of the whole file, as it was announced
   */
  record Piece(Path file, long fileBytes, long offset, long sizeBytes) {}

  /** Sends them once. */
  void send(String asked, Piece piece, PresignedPut put) {
    byte[] buffer = takeBuffer();
    LocalPayload bytes = payload(piece, buffer);
    try {
      http.sendOnce(
          ClientRequest.put(asked, put.uri(), bytes.payload(), put.contentMd5()),
          HttpTransport.ignoringBody());
    } catch (RuntimeException e) {
      bytes.takeBack();
      throw e;
    } finally {
      buffers.add(buffer);
    }
  }

  Md5 md5(Piece piece) {
    byte[] buffer = takeBuffer();
    try {
      return payload(piece, buffer).md5();
    } finally {
      buffers.add(buffer);
    }
  }

  private LocalPayload payload(Piece piece, byte[] buffer) {
    return new LocalPayload(
        piece.file(), piece.fileBytes(), piece.offset(), piece.sizeBytes(), buffer, listener);
  }

  private byte[] takeBuffer() {
    byte[] free = buffers.poll();
    return free == null ? new byte[LocalPayload.BUFFER_BYTES] : free;
  }
}
