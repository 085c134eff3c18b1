package io.gypsum.server.settings;

import java.util.List;

import io.gypsum.server.settings.Option.Use;
import org.jspecify.annotations.Nullable;

/** The one table of what can be set: flags, variables, the file, its comments and the checks all come from it. */
public final class Options {
  static final Option HOST =
      once(
          "host", "NAME", "127.0.0.1",
          "Name or address to listen on; 0.0.0.0 for all of this machine.");
  static final Option PORT =
      once("port", "NUMBER", "4444", "Port to listen on; 0 takes a free one.");
  /** Public because commands beside the server work on its directory too. */
  public static final Option DATA =
      once(
          "data", "DIR", "~/.local/share/gypsum/server",
          "Directory of what is the server's own: accounts, signing key. Several servers may share"
              + " it. Below $XDG_DATA_HOME when that is set.");
  static final Option STORE =
      once(
          "store", "ADDRESS", "file:{data}/bucket",
          "Where the bucket is: file:DIR, where {data} stands for the data directory, or"
              + " s3://BUCKET or s3://BUCKET/PREFIX. Access keys for S3 come from the environment"
              + " (AWS_ACCESS_KEY_ID, AWS_PROFILE and so on) as for all of AWS's tools.");
  static final Option S3_ENDPOINT =
      once(
          "s3-endpoint", "URL", null,
          "Address of the S3 engine that has the bucket; none for AWS.");
  static final Option S3_REGION =
      once(
          "s3-region", "NAME", "us-east-1",
          "Region of the bucket; engines other than AWS take any.");
  static final Option CREATE_BUCKET =
      once(
          "create-bucket", "true|false", "false",
          "Whether the server makes the S3 bucket when it is not there.");
  static final Option UPLOADS =
      once(
          "uploads", "direct|proxied", "direct",
          "Whether clients send files straight to the store where that can be (S3 can, the disk"
              + " cannot), or through this server. They must reach s3-endpoint for the first.");
  static final Option DOWNLOADS =
      once(
          "downloads", "redirect|proxied", "proxied",
          "Whether clients that ask for a big file are sent to the store for it where that can be,"
              + " or get it through this server.");
  static final Option MULTIPART_THRESHOLD =
      once(
          "multipart-threshold", "BYTES", "1073741824",
          "Files of at least that many bytes are sent in parts by clients that can, so that they"
              + " go on where they were broken off.");
  static final Option PART_SIZE =
      once("part-size", "BYTES", "67108864", "Of each of these parts, from 5242880 on.");
  static final Option PUBLIC_URL =
      once(
          "public-url", "URL", null,
          "How clients reach this server, when that is not http://HOST:PORT.");
  static final Option IDENTITY =
      once(
          "identity", "local|github", "local",
          "Who knows the users: local (gypsum account …) or github.");
  static final Option GITHUB_API =
      once(
          "github-api", "URL", "https://api.github.com",
          "API of the GitHub that knows the users; https://HOST/api/v3 for GitHub Enterprise.");
  static final Option GITHUB_APP_ID =
      once(
          "github-app-id", "ID", null,
          "Id of the GitHub OAuth app with which clients sign in; needs github-app-secret.");
  static final Option GITHUB_APP_SECRET =
      secret(
          "github-app-secret",
          "Secret of the GitHub OAuth app; the server tells both to every client.");
  static final Option ADMIN =
      new Option(
          "admin", "ID", null, Use.LIST,
          "A user or organisation that may do everything. May be given several times, or several"
              + " with commas.");
  static final Option PUBLIC_S3_ENDPOINT =
      once(
          "public-s3-endpoint", "URL", null,
          "S3 address of the bucket that everyone may read; needs the other public-s3 settings.");
  static final Option PUBLIC_S3_BUCKET =
      once("public-s3-bucket", "NAME", null, "Name of that bucket.");
  static final Option PUBLIC_S3_KEY =
      once("public-s3-key", "KEY", null, "Read-only access key for that bucket.");
  static final Option PUBLIC_S3_SECRET =
      secret("public-s3-secret", "Secret of that key; the server tells it to everyone.");
  static final Option UPLOAD_LEASE =
      once(
          "upload-lease", "DURATION", "PT24H",
          "How long an upload without activity keeps its project locked.");
  static final Option STEP_LEASE =
      once(
          "step-lease", "DURATION", "PT10S",
          "How long an operation is left to the server that decided it before another finishes it.");
  static final Option LOG_RETENTION =
      once("log-retention", "DURATION", "P7D", "How long the log of changes is kept.");
  static final Option MAX_UPLOAD_FILES =
      once("max-upload-files", "NUMBER", "200000", "Most files of one upload.");
  static final Option MAX_REQUESTS =
      once(
          "max-requests", "NUMBER", "2000",
          "Most requests worked on at once; more are told to come back.");
  static final Option ACCESS_LOG =
      once("access-log", "true|false", "true", "Whether every request is logged.");
  static final Option STOP_GRACE =
      once(
          "stop-grace", "DURATION", "PT20S",
          "How long running requests may take to end when the server stops.");

  static final Option INDEX =
      new Option(
          "index", "CLASS", null, Use.LIST,
          "Documents to index and to search in: those with the base name CLASS, such as"
              + " _bioconductor.json, published as /index/bioconductor.sqlite3; CLASS=FILE for"
              + " another name. May be given several times.");

  static final Option INDEX_INTERVAL =
      once(
          "index-interval", "DURATION", "PT10S",
          "How often the index is brought up to date from the change log.");
  static final Option SCHEMAS =
      once(
          "schemas", "DIR", null,
          "Directory whose JSON schemas are published as /schemas/NAME; read when the server"
              + " starts.");

  /** In the order in which people read them. */
  public static final List<Option> ALL =
      List.of(
          HOST, PORT, DATA, STORE, S3_ENDPOINT, S3_REGION, CREATE_BUCKET, UPLOADS, DOWNLOADS,
          MULTIPART_THRESHOLD, PART_SIZE,
          PUBLIC_URL,
          ADMIN,
          IDENTITY, GITHUB_API, GITHUB_APP_ID,
          GITHUB_APP_SECRET, PUBLIC_S3_ENDPOINT, PUBLIC_S3_BUCKET, PUBLIC_S3_KEY,
          PUBLIC_S3_SECRET, UPLOAD_LEASE, STEP_LEASE, LOG_RETENTION, MAX_UPLOAD_FILES,
          MAX_REQUESTS, ACCESS_LOG, STOP_GRACE, INDEX, INDEX_INTERVAL, SCHEMAS);

  private Options() {}

  static @Nullable Option named(String name) {
    return ALL.stream().filter(option -> option.name().equals(name)).findFirst().orElse(null);
  }

  private static Option once(
      String name, String placeholder, @Nullable String defaultValue, String help) {
    return new Option(name, placeholder, defaultValue, Use.ONCE, help);
  }

  private static Option secret(String name, String help) {
    return new Option(name, "SECRET", null, Use.SECRET, help);
  }
}
