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
 * Signs upload tokens and verifies them. The format is the base64url of an HMAC-SHA-256 followed by the fields, one per
 * line. Servers with the same key (all servers of a bucket) accept each other's tokens. Thread-safe.
 */
final class UploadTokenSigner {
  private static final int SIGNATURE_BYTES = 32;
  private static final int FIELDS = 9;
  private static final String BUNDLE = "BUNDLE";
  private static final int BUNDLE_FIELDS = 4;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final SigningKey key;

  UploadTokenSigner(SigningKey key) {
    this.key = key;
  }

  String sign(UploadToken token) {
    byte[] fields =
        String.join(
            "\n",
            token.purpose().name(),
            Long.toString(token.expires().getEpochSecond()),
            token.session(),
            Long.toString(token.sizeBytes()),
            token.md5().toString(),
            Long.toString(token.partBytes()),
            token.part() == null ? "" : token.part().value(),
            token.file().version().toString(),
            token.file().path().value())
            .getBytes(StandardCharsets.UTF_8);
    return signed(fields);
  }

  String sign(BundleToken token) {
    return signed(
        String.join(
            "\n", BUNDLE, token.session(), Long.toString(token.maxStagedBytes()),
            token.version().toString())
            .getBytes(StandardCharsets.UTF_8));
  }

  private String signed(byte[] fields) {
    byte[] signature = key.sign(fields);
    byte[] signed = Arrays.copyOf(signature, signature.length + fields.length);
    System.arraycopy(fields, 0, signed, signature.length, fields.length);
    return ENCODER.encodeToString(signed);
  }

  /**
   * Verifies and parses a token.
   *
   * @throws GypsumException INVALID if {@code text} is malformed; FORBIDDEN if its signature is wrong, it is for another
   *     purpose, or it has expired
   */
  UploadToken read(String text, UploadToken.Purpose purpose, Instant now) {
    UploadToken token = parse(verified(text, purpose.name(), FIELDS));
    if (now.isAfter(token.expires())) {
      throw GypsumException
          .forbidden("this upload URL has expired; request a new one with upload/presigned-file");
    }
    return token;
  }

  /**
   * Verifies and parses the token of bundles.
   *
   * @throws GypsumException INVALID if {@code text} is malformed; FORBIDDEN if its signature is wrong, or it is for another
   *     purpose
   */
  BundleToken readBundle(String text) {
    String[] fields = verified(text, BUNDLE, BUNDLE_FIELDS);
    return new BundleToken(fields[1], AssetVersion.parse(fields[3]), Long.parseLong(fields[2]));
  }

  /** Returns the fields of a token, the first of which is its purpose. */
  private String[] verified(String text, String purpose, int count) {
    byte[] signed = decode(text);
    byte[] bytes = Arrays.copyOfRange(signed, SIGNATURE_BYTES, signed.length);
    if (!key.verifies(bytes, Arrays.copyOf(signed, SIGNATURE_BYTES))) {
      throw GypsumException
          .forbidden(
              "this upload URL was not issued by this server; use the URLs in the response of upload/start");
    }
    String[] fields = new String(bytes, StandardCharsets.UTF_8).split("\n", count);
    if (!fields[0].equals(purpose)) {
      throw GypsumException
          .forbidden(
              "this upload URL is for another purpose; use the URLs in the response of upload/start");
    }
    return fields;
  }

  private static byte[] decode(String text) {
    byte[] signed;
    try {
      signed = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw malformed(e);
    }
    if (signed.length <= SIGNATURE_BYTES) {
      throw malformed(null);
    }
    return signed;
  }

  /** Signed fields have the format of {@link #sign}, so they need no checks. */
  private static UploadToken parse(String[] fields) {
    return new UploadToken(
        UploadToken.Purpose.valueOf(fields[0]),
        Instant.ofEpochSecond(Long.parseLong(fields[1])),
        fields[2],
        new FileAddress(AssetVersion.parse(fields[7]), new UserPath(fields[8])),
        Long.parseLong(fields[3]),
        Md5.parse(fields[4]),
        Long.parseLong(fields[5]),
        fields[6].isEmpty() ? null : new Key(fields[6]));
  }

  private static GypsumException malformed(@Nullable Exception cause) {
    return new GypsumException(
        GypsumException.Kind.INVALID,
        "malformed upload URL; use the URLs in the response of upload/start", cause);
  }
}
