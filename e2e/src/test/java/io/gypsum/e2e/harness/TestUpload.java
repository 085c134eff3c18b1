package io.gypsum.e2e.harness;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An upload, told first and done then. */
public final class TestUpload {
  private final TestHttpClient http;
  private final String path;
  private final Map<String, byte[]> contents = new LinkedHashMap<>();
  private final List<Object> files = new ArrayList<>();
  private boolean onProbation;

  public TestUpload(TestHttpClient http, String project, String asset, String version) {
    this.http = http;
    this.path = TestHttpClient.path("upload", "start", project, asset, version);
  }

  public TestUpload file(String name, String content) {
    return own("simple", name, content.getBytes(StandardCharsets.UTF_8));
  }

  public TestUpload file(String name, byte[] content) {
    return own("simple", name, content);
  }

  public TestUpload dedup(String name, String content) {
    return own("dedup", name, content.getBytes(StandardCharsets.UTF_8));
  }

  public TestUpload link(
      String name, String project, String asset, String version, String target) {
    files.add(
        Json.object(
            "type", "link", "path", name, "link",
            Json.object("project", project, "asset", asset, "version", version, "path", target)));
    return this;
  }

  /** A file that is announced just like that, right or wrong. */
  public TestUpload announce(Object file) {
    files.add(file);
    return this;
  }

  public TestUpload onProbation() {
    onProbation = true;
    return this;
  }

  private TestUpload own(String type, String name, byte[] content) {
    contents.put(name, content);
    return announce(
        Json.object(
            "type", type, "path", name, "size", content.length, "md5sum",
            HexFormat.of().formatHex(md5(content))));
  }

  public TestResponse tryStart() {
    return http.post(path, Json.object("on_probation", onProbation, "files", files));
  }

  public Session start() {
    return begun(tryStart());
  }

  /** What {@link #tryStart} began. */
  public Session begun(TestResponse started) {
    return new Session(http, contents, started.ok());
  }

  /** From start to end, as it should go. */
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

  /** An upload that runs. */
  public static final class Session {
    private final TestHttpClient http;
    private final Map<String, byte[]> contents;
    private final Map<String, Object> answer;

    private Session(TestHttpClient http, Map<String, byte[]> contents, TestResponse started) {
      this.answer = Json.object(started.json());
      this.contents = contents;
      this.http = http.as(token());
    }

    /** Goes on at another server. */
    public Session at(URI server) {
      return new Session(this, http.at(server));
    }

    private Session(Session other, TestHttpClient http) {
      this.answer = other.answer;
      this.contents = other.contents;
      this.http = http;
    }

    /** What {@code upload/start} answered. */
    public Map<String, Object> answer() {
      return answer;
    }

    public String token() {
      return (String) answer.get("session_token");
    }

    public String completeUrl() {
      return (String) answer.get("complete_url");
    }

    public String abortUrl() {
      return (String) answer.get("abort_url");
    }

    /** Where to ask for the address of each file that must be sent, by path. */
    public Map<String, String> fileUrls() {
      Map<String, String> urls = new LinkedHashMap<>();
      for (Object file : Json.list(answer.get("file_urls"))) {
        Map<String, Object> one = Json.object(file);
        urls.put((String) one.get("path"), (String) one.get("url"));
      }
      return urls;
    }

    /** With the session's token. */
    public TestHttpClient http() {
      return http;
    }

    public TestResponse presign(String file) {
      return http.post(fileUrls().get(file));
    }

    /** Where to put that file. */
    public URI address(String file) {
      return URI.create((String) Json.object(presign(file).ok().json()).get("url"));
    }

    /** Puts {@code content} at an address that was signed, with the MD5 that it really has. */
    public TestResponse put(URI address, byte[] content) {
      return put(address, content, md5Base64(content));
    }

    public TestResponse put(URI address, byte[] content, String md5Base64) {
      return http.as(null)
          .send(address, "PUT", BodyPublishers.ofByteArray(content), "Content-MD5", md5Base64);
    }

    /** Puts the file at an address that was signed for it. */
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

    public TestResponse complete() {
      return http.post(completeUrl());
    }

    public TestResponse abort() {
      return http.post(abortUrl());
    }
  }
}
