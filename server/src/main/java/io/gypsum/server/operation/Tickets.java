package io.gypsum.server.operation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.data.SigningKey;
import org.jspecify.annotations.Nullable;

/**
 * Signs tickets and reads them back. The form is base64url of the fields, a line each, behind an HMAC-SHA-256 of them;
 * whoever has the same key (several servers on one bucket) reads what the others signed. Thread-safe.
 */
final class Tickets {
  private static final int SIGNATURE_BYTES = 32;
  private static final int FIELDS = 9;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final SigningKey key;

  Tickets(SigningKey key) {
    this.key = key;
  }

  String sign(Ticket ticket) {
    byte[] fields =
        String.join(
            "\n",
            ticket.purpose().name(),
            Long.toString(ticket.expires().getEpochSecond()),
            ticket.session(),
            Long.toString(ticket.sizeBytes()),
            ticket.md5().toString(),
            Long.toString(ticket.partBytes()),
            ticket.part() == null ? "" : ticket.part().value(),
            ticket.file().version().toString(),
            ticket.file().path().value())
            .getBytes(StandardCharsets.UTF_8);
    byte[] signature = key.sign(fields);
    byte[] signed = Arrays.copyOf(signature, signature.length + fields.length);
    System.arraycopy(fields, 0, signed, signature.length, fields.length);
    return ENCODER.encodeToString(signed);
  }

  /**
   * @throws GypsumException INVALID when {@code text} is no ticket at all, FORBIDDEN when this server did not sign it, it
   *     is for another purpose, or has expired
   */
  Ticket read(String text, Ticket.Purpose purpose, Instant now) {
    byte[] signed = decode(text);
    byte[] fields = Arrays.copyOfRange(signed, SIGNATURE_BYTES, signed.length);
    if (!key.verifies(fields, Arrays.copyOf(signed, SIGNATURE_BYTES))) {
      throw GypsumException
          .forbidden("this address was not issued by this server: use the ones upload/start gave");
    }
    Ticket ticket = parse(fields);
    if (ticket.purpose() != purpose) {
      throw GypsumException
          .forbidden("this address is for something else: use the ones upload/start gave");
    }
    if (now.isAfter(ticket.expires())) {
      throw GypsumException
          .forbidden("this address has expired: ask upload/presigned-file for a new one");
    }
    return ticket;
  }

  private static byte[] decode(String text) {
    byte[] signed;
    try {
      signed = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw unreadable(e);
    }
    if (signed.length <= SIGNATURE_BYTES) {
      throw unreadable(null);
    }
    return signed;
  }

  /** What was signed is as {@link #sign} wrote it. */
  private static Ticket parse(byte[] bytes) {
    String[] fields = new String(bytes, StandardCharsets.UTF_8).split("\n", FIELDS);
    return new Ticket(
        Ticket.Purpose.valueOf(fields[0]),
        Instant.ofEpochSecond(Long.parseLong(fields[1])),
        fields[2],
        new FileAddress(AssetVersion.parse(fields[7]), new UserPath(fields[8])),
        Long.parseLong(fields[3]),
        Md5.parse(fields[4]),
        Long.parseLong(fields[5]),
        fields[6].isEmpty() ? null : new Key(fields[6]));
  }

  private static GypsumException unreadable(@Nullable Exception cause) {
    return new GypsumException(
        GypsumException.Kind.INVALID,
        "this is no address of a file to upload: use the ones upload/start gave", cause);
  }
}
