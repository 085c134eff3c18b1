package io.gypsum.server.http.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

import io.gypsum.server.http.Exchange;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.StoredObject;

/** Several ranges of one object in one answer (RFC 9110, 14.6). */
final class MultipartAnswer {
  private final ObjectInfo info;
  private final List<ByteRange> parts;
  private final String boundary;
  private final byte[] end;

  MultipartAnswer(ObjectInfo info, List<ByteRange> parts) {
    this.info = info;
    this.parts = parts;
    // Long and random: no content holds it by chance or intent.
    this.boundary =
        Long.toHexString(ThreadLocalRandom.current().nextLong())
            + Long.toHexString(ThreadLocalRandom.current().nextLong());
    this.end = ascii("\r\n--" + boundary + "--\r\n");
  }

  /** @param open opens one range of the object */
  void send(Exchange exchange, Function<ByteRange, StoredObject> open) throws IOException {
    List<byte[]> heads = parts.stream().map(this::head).toList();
    long lengthBytes = end.length;
    for (int i = 0; i < parts.size(); i++) {
      lengthBytes += heads.get(i).length + parts.get(i).lengthBytes();
    }
    exchange.stream(
        206, "multipart/byteranges; boundary=" + boundary, lengthBytes, out -> {
          for (int i = 0; i < parts.size(); i++) {
            out.write(heads.get(i));
            try (StoredObject object = open.apply(parts.get(i))) {
              FileSender.copy(object.body(), out);
            }
          }
          out.write(end);
        });
  }

  private byte[] head(ByteRange part) {
    return ascii(
        "\r\n--" + boundary + "\r\nContent-Type: " + ContentTypes.of(info.key())
            + "\r\nContent-Range: " + FileSender.contentRange(part, info.sizeBytes())
            + "\r\n\r\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
