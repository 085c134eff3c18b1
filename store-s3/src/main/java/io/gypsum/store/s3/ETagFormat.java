package io.gypsum.store.s3;

import java.util.regex.Pattern;

import io.gypsum.store.ETag;

/** The format of an ETag in {@code If-Match} that a service expects; determined when the store is opened. */
enum ETagFormat {
  /** In quotes, as HTTP specifies. */
  QUOTED,
  /** Without quotes: Ceph compares the header with the unquoted value. */
  BARE;

  /** Characters of S3 ETags. A {@code *} or a list in the header would match other objects. */
  private static final Pattern SENDABLE = Pattern.compile("[0-9A-Za-z_.:+/=-]+");

  static ETag parse(String header) {
    return new ETag(header.replace("\"", ""));
  }

  static boolean isSendable(ETag etag) {
    return SENDABLE.matcher(etag.value()).matches();
  }

  String ifMatch(ETag etag) {
    return this == QUOTED ? etag.quoted() : etag.value();
  }
}
