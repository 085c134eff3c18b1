package io.gypsum.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.name.Key;
import org.jspecify.annotations.Nullable;

/**
 * The address of a store, as users write it in settings and on the command line. There is one record per backend; the
 * program that has all backends on its class path opens them. Immutable; {@link Object#toString()} returns a text that
 * {@link #parse} accepts.
 */
public sealed interface StoreAddress {
  /** The accepted forms, for error messages and help texts. */
  String FORMS = "file:DIR, s3://BUCKET, s3://BUCKET/PREFIX or the URL of a gypsum server";

  /**
   * A directory of this machine, {@code file:DIR}.
   *
   * @param directory may be relative to the working directory; need not exist
   */
  record LocalDirectory(Path directory) implements StoreAddress {
    @Override
    public String toString() {
      return "file:" + directory;
    }
  }

  /**
   * A bucket of an S3-compatible service or the part of it below a prefix, {@code s3://BUCKET/PREFIX}.
   *
   * @param prefix the prefix of all keys: empty, or ends with {@code /}
   */
  record S3Bucket(String bucket, String prefix, S3Service service) implements StoreAddress {
    private static final int MIN_BUCKET_CHARS = 3;
    private static final int MAX_BUCKET_CHARS = 63;

    /** A bucket name as S3-compatible services accept it, and any prefix without the slashes around it. */
    private static final Pattern FORM =
        Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*?)/*)?");

    private static S3Bucket parseBucket(String text) {
      Matcher form = FORM.matcher(text);
      if (!form.matches()) {
        throw invalid(
            text, problem(text.replaceFirst("^s3:(//)?", "").replaceFirst("(?s)/.*", ""))
                + "expected s3://BUCKET or s3://BUCKET/PREFIX, where BUCKET is 3 to 63 lower-case"
                + " letters, digits, '.' and '-'");
      }
      String prefix = Objects.requireNonNullElse(form.group(2), "");
      if (prefix.isEmpty()) {
        return new S3Bucket(form.group(1), "", S3Service.AWS);
      }
      try {
        return new S3Bucket(form.group(1), new Key(prefix) + "/", S3Service.AWS);
      } catch (GypsumException e) {
        throw invalid(text, "expected a prefix such as gypsum/production (" + e.reason() + ")");
      }
    }

    /** Returns why a bucket name is refused, or an empty text if it is accepted. */
    private static String problem(String name) {
      if (name.isEmpty()) {
        return "";
      }
      String shown = "the bucket name '" + Printable.value(name) + "' ";
      Optional<String> bad =
          name.codePoints()
              .mapToObj(Character::toString)
              .filter(character -> !character.matches("[a-z0-9.-]"))
              .findFirst();
      if (bad.isPresent()) {
        return shown + "contains '" + Printable.value(bad.get()) + "'; ";
      }
      if (name.length() < MIN_BUCKET_CHARS || name.length() > MAX_BUCKET_CHARS) {
        return shown + "has " + name.length() + " characters; ";
      }
      return shown + "starts or ends with '.' or '-'; ";
    }

    @Override
    public String toString() {
      return "s3://" + bucket + "/" + prefix;
    }
  }

  /**
   * The S3-compatible service of a bucket, which is not part of the written address.
   *
   * @param endpoint base URL; null for AWS, where it follows from the region
   * @param region the region for which requests are signed
   */
  record S3Service(@Nullable URI endpoint, String region) {
    /** The region of requests unless another one is configured; most services other than AWS accept any. */
    public static final String DEFAULT_REGION = "us-east-1";
    /** AWS in the default region. */
    public static final S3Service AWS = new S3Service(null, DEFAULT_REGION);
  }

  /** A gypsum server, whose files can be read but not written, {@code https://HOST}. */
  record RestServer(URI url) implements StoreAddress {
    private static RestServer parseUrl(String text) {
      try {
        URI url = new URI(text);
        if (url.getHost() != null) {
          return new RestServer(url);
        }
      } catch (URISyntaxException e) {
        // Reported below.
      }
      throw invalid(
          text, "expected the URL of a gypsum server such as https://gypsum.example.org");
    }

    @Override
    public String toString() {
      return url.toString();
    }
  }

  /** Returns this address on another S3-compatible service; other kinds of addresses are returned unchanged. */
  default StoreAddress withS3Service(S3Service service) {
    return this instanceof S3Bucket s3 ? new S3Bucket(s3.bucket(), s3.prefix(), service) : this;
  }

  /**
   * Parses an address: {@code file:DIR} or just {@code DIR}, {@code s3://BUCKET/PREFIX} (on AWS, see
   * {@link #withS3Service}), {@code http://…} or {@code https://…}.
   *
   * @throws GypsumException {@code INVALID} when the text has none of these forms; the reason contains the text and the
   *         expected form
   */
  static StoreAddress parse(String text) {
    String scheme = scheme(text);
    return switch (scheme) {
      case "file" -> parseDirectory(text, text.substring("file:".length()));
      case "s3" -> S3Bucket.parseBucket(text);
      case "http", "https" -> RestServer.parseUrl(text);
      case "" -> parseDirectory(text, text);
      default -> throw invalid(text, "expected " + FORMS);
    };
  }

  private static LocalDirectory parseDirectory(String text, String path) {
    // file:///DIR equals file:/DIR; file://HOST/DIR would be a directory of another machine.
    String directory = path.startsWith("///") ? path.substring(2) : path;
    if (!directory.isEmpty() && !directory.startsWith("//")) {
      try {
        return new LocalDirectory(Path.of(directory));
      } catch (InvalidPathException e) {
        // Reported below.
      }
    }
    throw invalid(text, "expected " + FORMS);
  }

  /** Returns the part before the first colon in lower case, or an empty text if there is no scheme. */
  private static String scheme(String text) {
    int colon = text.indexOf(':');
    boolean hasScheme = colon > 0 && text.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*");
    return hasScheme ? text.substring(0, colon).toLowerCase(Locale.ROOT) : "";
  }

  private static GypsumException invalid(String text, String expected) {
    return GypsumException.invalid(
        "'" + Printable.value(text) + "' is not a store address: " + expected);
  }
}
