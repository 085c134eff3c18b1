package io.gypsum.server.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.store.StoreAddress;
import io.gypsum.store.StoreAddress.LocalDirectory;
import io.gypsum.store.StoreAddress.S3Service;
import org.jspecify.annotations.Nullable;

/**
 * The locations of the server's data.
 *
 * @param data absolute path of the directory for the server's own files; need not exist
 * @param address the address of the bucket
 * @param createBucket whether to create an S3 bucket that does not exist
 * @param redirectDownloads whether clients that request a large file are redirected to the store, if it supports that
 * @param logRetention how long the change log is kept
 * @param publicS3 credentials that the server publishes; null for none
 */
public record StoreSettings(
    Path data, StoreAddress address, boolean createBucket, boolean redirectDownloads,
    Duration logRetention, @Nullable PublicS3 publicS3) {

  /** Public because commands other than {@code serve} use the data directory too. */
  public static final Option<Path> DATA =
      new Option<>(
          "data", "DIR", "~/.local/share/gypsum/server", Option.Use.SINGLE,
          OptionParsers.directory(),
          "Directory for the server's own files: accounts, signing key, access log and indexes."
              + " Several servers may share it. The default is below $XDG_DATA_HOME if that is set.");
  static final Option<StoreAddress> STORE =
      new Option<>(
          "store", "ADDRESS", "file:{data}/bucket", Option.Use.SINGLE,
          (given, others) -> parseAddress(given.getLast(), others),
          "Location of the bucket: file:DIR, where {data} stands for the data directory,"
              + " s3://BUCKET or s3://BUCKET/PREFIX. S3 access keys come from the sources that the"
              + " AWS tools use, such as AWS_ACCESS_KEY_ID or AWS_PROFILE.");
  static final Option<URI> S3_ENDPOINT =
      Option.single(
          "s3-endpoint", "URL", null, OptionParsers::url,
          "URL of the S3-compatible service that holds the bucket, if it is not AWS.");
  static final Option<String> S3_REGION =
      Option.single(
          "s3-region", "NAME", S3Service.DEFAULT_REGION, OptionParsers::text,
          "Region of the bucket; most services other than AWS accept any region.");
  static final Option<Boolean> CREATE_BUCKET =
      Option.toggle("create-bucket", false, "Create the S3 bucket if it does not exist.");
  static final Option<Boolean> DOWNLOADS =
      Option.single(
          "downloads", "redirect|proxied", "proxied", OptionParsers.choice("redirect", "proxied"),
          "How clients download large files: redirected to the store, if it supports that (S3 does,"
              + " a local directory does not), or through this server.");
  static final Option<Duration> LOG_RETENTION =
      Option.single(
          "log-retention", "DURATION", "P7D", OptionParsers.duration(Duration.ofSeconds(1)),
          "How long to keep the change log of the bucket.");
  static final Option<URI> PUBLIC_S3_ENDPOINT =
      Option.single(
          "public-s3-endpoint", "URL", null, OptionParsers::url,
          "S3 endpoint at which everyone may read the bucket; requires the other public-s3 settings.");
  static final Option<String> PUBLIC_S3_BUCKET =
      Option.single(
          "public-s3-bucket", "NAME", null, OptionParsers::text, "Name of the public bucket.");
  static final Option<String> PUBLIC_S3_KEY =
      Option.single(
          "public-s3-key", "KEY", null, OptionParsers::text,
          "Read-only access key for the public bucket.");
  static final Option<SecretText> PUBLIC_S3_SECRET =
      Option.secret(
          "public-s3-secret",
          "Secret of the read-only access key; the server publishes it to everyone.");

  static final List<Option<?>> ALL =
      List.of(
          DATA, STORE, S3_ENDPOINT, S3_REGION, CREATE_BUCKET, DOWNLOADS, LOG_RETENTION,
          PUBLIC_S3_ENDPOINT, PUBLIC_S3_BUCKET, PUBLIC_S3_KEY, PUBLIC_S3_SECRET);

  /** Read-only S3 access to the bucket for everyone. */
  public record PublicS3(URI endpoint, String bucket, String key, SecretText secret) {}

  static StoreSettings read(OptionValues values) {
    S3Service service =
        new S3Service(values.getOrNull(S3_ENDPOINT), values.get(S3_REGION));
    return new StoreSettings(
        readData(values), values.get(STORE).withS3Service(service), values.get(CREATE_BUCKET),
        values.get(DOWNLOADS), values.get(LOG_RETENTION), readPublicS3(values));
  }

  static Path readData(OptionValues values) {
    String xdg = values.environmentVariable("XDG_DATA_HOME");
    // The XDG specification requires a relative path to be ignored.
    return !values.isGiven(DATA) && xdg != null && xdg.startsWith("/")
        ? Path.of(xdg + "/gypsum/server").normalize()
        : values.get(DATA);
  }

  private static @Nullable PublicS3 readPublicS3(OptionValues values) {
    return values.areGiven(
        PUBLIC_S3_ENDPOINT, PUBLIC_S3_BUCKET, PUBLIC_S3_KEY, PUBLIC_S3_SECRET)
            ? new PublicS3(
                values.get(PUBLIC_S3_ENDPOINT), values.get(PUBLIC_S3_BUCKET),
                values.get(PUBLIC_S3_KEY), values.get(PUBLIC_S3_SECRET))
            : null;
  }

  /** In a directory, {@code {data}} is replaced by the data directory and {@code ~/} by the user's home. */
  private static StoreAddress parseAddress(GivenValue given, OptionValues others) {
    String text = given.text();
    if (text.startsWith("s3:")) {
      return parseAddress(given, text);
    }
    if (text.startsWith("file:")
        && parseAddress(
            given,
            text.replace(
                "{data}", readData(others).toString())) instanceof LocalDirectory(var directory)) {
      return new LocalDirectory(
          OptionParsers.directory(given, directory.toString(), others.home()));
    }
    throw given.expected(
        "file:DIR, such as file:/srv/gypsum/bucket or file:{data}/bucket, or s3://BUCKET/PREFIX");
  }

  private static StoreAddress parseAddress(GivenValue given, String text) {
    try {
      return StoreAddress.parse(text);
    } catch (GypsumException e) {
      throw given.invalid(e.reason());
    }
  }
}
