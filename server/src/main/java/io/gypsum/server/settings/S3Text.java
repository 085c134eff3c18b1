package io.gypsum.server.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;

/**
 * What {@code s3://BUCKET/PREFIX} says.
 *
 * @param prefix empty, or ends with {@code /}
 */
record S3Text(String bucket, String prefix) {
  static final String SCHEME = "s3:";
  private static final Pattern FORM =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*?)/*)?");

  static S3Text parse(Given given) {
    Matcher form = FORM.matcher(given.text());
    if (form.matches()) {
      String prefix = form.group(2);
      if (prefix == null || prefix.isEmpty()) {
        return new S3Text(form.group(1), "");
      }
      try {
        return new S3Text(form.group(1), new Key(prefix) + "/");
      } catch (GypsumException e) {
        // Said below.
      }
    }
    throw given.notA(
        "s3://BUCKET or s3://BUCKET/PREFIX, with a bucket's name of 3 to 63 lower-case letters,"
            + " digits, '.' and '-', and a prefix such as gypsum/production");
  }
}
