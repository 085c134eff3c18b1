package io.gypsum.e2e.harness;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An upload request: first describes the files, then performs the upload. */
public final class TestUpload {
  private final TestHttpClient http;
  private final String path;
  private final Map<String, byte[]> contents = new LinkedHashMap<>();
  private final List<Object> files = new ArrayList<>();
  private boolean onProbation;
  private boolean bundles;

  public TestUpload(TestHttpClient http, String project, String asset, String version) {
    this.http = http;
    this.path = TestHttpClient.path("upload", "start", project, asset, version);
  }

  public TestUpload file(String name, String content) {
    return contentFile("simple", name, content.getBytes(StandardCharsets.UTF_8));
  }

  public TestUpload file(String name, byte[] content) {
    return contentFile("simple", name, content);
  }

  public TestUpload dedup(String name, String content) {
    return contentFile("dedup", name, content.getBytes(StandardCharsets.UTF_8));
  }

  public TestUpload link(
      String name, String project, String asset, String version, String target) {
    files.add(
        Json.object(
            "type", "link", "path", name, "link",
            Json.object("project", project, "asset", asset, "version", version, "path", target)));
    return this;
  }

  /** Declares a file with these properties, valid or not. */
  public TestUpload declare(Object file) {
    files.add(file);
    return this;
  }

  public TestUpload onProbation() {
    onProbation = true;
    return this;
  }

  /** Asks for bundles. */
  public TestUpload bundles() {
    bundles = true;
    return this;
  }

  private TestUpload contentFile(String type, String name, byte[] content) {
    contents.put(name, content);
    return declare(
        Json.object(
            "type", type, "path", name, "size", content.length, "md5sum",
            HexFormat.of().formatHex(md5(content))));
  }

  public TestResponse tryStart() {
    return http
        .post(path, Json.object("on_probation", onProbation, "bundles", bundles, "files", files));
  }

  public Session start() {
    return begun(tryStart());
  }

  /** Returns the session that a response of {@link #tryStart} started. */
  public Session begun(TestResponse started) {
    return new Session(http, contents, started.ok());
  }

  /** Performs the whole upload and asserts its success. */
  public void publish() {
    Session session = start();
    session.sendAll();
    session.complete().empty();
  }

  public static byte[] md5(byte[] content) {
    try {
      return MessageDigest.getInstance("MD5").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  public static String md5Base64(byte[] content) {
    return Base64.getEncoder().encodeToString(md5(content));
  }

  /** A running upload. */
  public static final class Session {
    private final TestHttpClient http;
    private final Map<String, byte[]> contents;
    private final Map<String, Object> response;

    private Session(TestHttpClient http, Map<String, byte[]> contents, TestResponse started) {
      this.response = Json.object(started.json());
      this.contents = contents;
      this.http = http.as(token());
    }

    /** Returns this session, continued at another server. */
    public Session at(URI server) {
      return new Session(this, http.at(server));
    }

    private Session(Session other, TestHttpClient http) {
      this.response = other.response;
      this.contents = other.contents;
      this.http = http;
    }

    /** Returns the response body of {@code upload/start}. */
    public Map<String, Object> response() {
      return response;
    }

    public String token() {
      return (String) response.get("session_token");
    }

    public String completeUrl() {
      return (String) response.get("complete_url");
    }

    public String abortUrl() {
      return (String) response.get("abort_url");
    }

    /** Returns, by path, the URL at which to request the presigned URL of each file that must be sent. */
    public Map<String, String> fileUrls() {
      Map<String, String> urls = new LinkedHashMap<>();
      for (Object file : Json.list(response.get("file_urls"))) {
        Map<String, Object> one = Json.object(file);
        urls.put((String) one.get("path"), (String) one.get("url"));
      }
      return urls;
    }

    /** Returns a client with the session's token. */
    public TestHttpClient http() {
      return http;
    }

    public TestResponse presign(String file) {
      return http.post(fileUrls().get(file));
    }

    /** Returns the presigned URL of a file. */
    public URI address(String file) {
      return URI.create((String) Json.object(presign(file).ok().json()).get("url"));
    }

    /** Sends {@code content} to a presigned URL with its actual MD5. */
    public TestResponse put(URI address, byte[] content) {
      return put(address, content, md5Base64(content));
    }

    public TestResponse put(URI address, byte[] content, String md5Base64) {
      return http.as(null)
          .send(address, "PUT", BodyPublishers.ofByteArray(content), "Content-MD5", md5Base64);
    }

    /** Sends a file to its presigned URL. */
    public TestResponse putFile(URI address, String file) {
      return put(address, contents.get(file));
    }

    public TestResponse trySend(String file) {
      return putFile(address(file), file);
    }

    public Session send(String file) {
      trySend(file).ok();
      return this;
    }

    public Session sendAll() {
      fileUrls().keySet().forEach(this::send);
      return this;
    }

    /** Returns the path to which bundles are sent. */
    public String bundleUrl() {
      return (String) Json.object(response.get("bundles")).get("url");
    }

    /** Returns the body of a bundle with these files. */
    public byte[] bundle(Collection<String> paths) {
      Map<String, String> urls = fileUrls();
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (String file : paths) {
        byte[] content = contents.get(file);
        body.writeBytes(
            (content.length + " " + urls.get(file) + "\n").getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
      }
      return body.toByteArray();
    }

    public TestResponse sendBundle(byte[] body) {
      return http.send("POST", bundleUrl(), BodyPublishers.ofByteArray(body));
    }

    public TestResponse complete() {
      return http.post(completeUrl());
    }

    public TestResponse abort() {
      return http.post(abortUrl());
    }
  }
}
