package io.gypsum.store.s3;

import java.util.regex.Pattern;

import io.gypsum.store.ETag;

/** How an engine wants an ETag written in {@code If-Match}; found out when the store is opened. */
enum ETags {
  /** As HTTP has it. */
  QUOTED,
  /** Ceph compares the header with its own text, which has no quotes. */
  BARE;

  /** Anything else is no ETag of S3, and a {@code *} or a list would match what was not meant. */
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
