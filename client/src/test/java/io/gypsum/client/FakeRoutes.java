package io.gypsum.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.sun.net.httpserver.Headers;
import io.gypsum.core.GypsumException;
import io.gypsum.core.PercentEncoding;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.document.Usage;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;
import tools.jackson.core.JsonGenerator;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The routes of the {@link FakeServer}. The public service does not encode the names in the URLs that complete and abort an
 * upload, and deletes an existing version when it refuses to start its upload again.
 */
final class FakeRoutes {
  private static final int MAX_NAMED_FILES = 2;

  private final FakeBucket bucket;
  private final URI server;
  private final FakeServer.PresignedUrls presignedUrls;
  private final boolean likePublicService;
  private final boolean choosesSessionTokens;
  private final FakeUploadBundles uploadBundles;

  FakeRoutes(
      FakeBucket bucket, URI server, FakeServer.PresignedUrls presignedUrls,
      boolean likePublicService, boolean choosesSessionTokens,
      FakeUploadBundles uploadBundles) {
    this.bucket = bucket;
    this.server = server;
    this.presignedUrls = presignedUrls;
    this.likePublicService = likePublicService;
    this.choosesSessionTokens = choosesSessionTokens;
    this.uploadBundles = uploadBundles;
  }

  FakeResponse answer(String method, URI uri, Headers headers, byte[] body) {
    String[] parts = uri.getRawPath().substring(1).split("/", -1);
    List<String> p = new ArrayList<>();
    for (String part : parts) {
      p.add(FakeServer.decode(part));
    }
    String route = method + " " + p.get(0) + (parts.length > 2 ? "/" + p.get(1) : "");
    return switch (route) {
      case "GET file", "HEAD file" -> file(p.get(1));
      case "GET index", "GET schemas", "GET schemas/bioconductor" -> published(uri.getPath());
      case "GET credentials" -> {
        if (bucket.s3Config() == null) {
          throw GypsumException.notFound("S3 access is disabled");
        }
        yield new FakeResponse(200, bucket.s3Config().getBytes(UTF_8));
      }
      case "GET list" -> list(uri.getRawQuery());
      case "POST upload/start" -> {
        requireToken(headers);
        yield start(version(p), body);
      }
      case "POST upload/presigned-file" -> presign(p.get(2), headers, body);
      case "POST upload/bundle" -> {
        if (uploadBundles == null) {
          throw GypsumException.notFound("no such route: " + route);
        }
        yield uploadBundles.answer(bucket.session(bearer(headers)), body);
      }
      case "PUT put/upload" -> put(p, headers, body);
      case "POST upload/complete" -> complete(session(p, headers));
      case "POST upload/abort" -> {
        bucket.abort(session(p, headers));
        yield FakeResponse.DONE;
      }
      case "POST probation/approve" -> {
        requireToken(headers);
        bucket.publish(version(p), bucket.manifest(version(p)), false);
        yield FakeResponse.DONE;
      }
      // Answered only if a test has published the response: other servers do not have the route.
      case "GET links/p" -> {
        requireToken(headers);
        yield published(uri.getPath());
      }
      default -> p.get(0).equals("refresh") || p.get(0).equals("remove")
          ? administer(method, p, headers)
          : project(route, p.get(1), headers, body);
    };
  }

  /** The public service does not name the missing files. */
  private FakeResponse complete(FakeBucket.Session session) {
    List<String> missing = bucket.complete(session);
    if (missing.isEmpty()) {
      return FakeResponse.DONE;
    }
    return new FakeResponse(400, FakeServer.json(out -> {
      out.writeStartObject();
      out.writeStringProperty("status", "error");
      out.writeStringProperty("reason", "missing: " + missing);
      if (!likePublicService) {
        List<String> named = missing.subList(0, Math.min(MAX_NAMED_FILES, missing.size()));
        out.writeNumberProperty("missing_count", missing.size());
        out.writeArrayPropertyStart("missing");
        named.forEach(out::writeString);
        out.writeEndArray();
      }
      out.writeEndObject();
    }));
  }

  private FakeResponse administer(String method, List<String> p, Headers headers) {
    requireToken(headers);
    if (method.equals("DELETE")) {
      bucket.remove(String.join("/", p.subList(1, p.size())) + "/");
      return FakeResponse.DONE;
    }
    String prefix = p.get(2) + "/";
    if (p.get(1).equals("usage")) {
      long total =
          bucket.keys(prefix)
              .stream()
              .filter(key -> !key.contains("/.."))
              .mapToLong(key -> bucket.get(key).length)
              .sum();
      return new FakeResponse(200, FakeServer.json(new Usage(total)));
    }
    byte[] latest = bucket.get(prefix + p.get(3) + "/..latest");
    return new FakeResponse(200, latest == null ? "{}".getBytes(UTF_8) : latest);
  }

  private FakeResponse project(String route, String name, Headers headers, byte[] body) {
    requireToken(headers);
    ProjectName project = new ProjectName(name);
    switch (route) {
      case "POST create" -> {
        PermissionsChange[] permissions = {PermissionsChange.NONE};
        QuotaChange[] quota = {QuotaChange.NONE};
        JsonInput.read(
            body, in -> {
              in.beginObject();
              for (String key = in.nextName(); key != null; key = in.nextName()) {
                switch (key) {
                  case "permissions" -> permissions[0] = PermissionsChange.read(in);
                  case "quota" -> quota[0] = QuotaChange.read(in);
                  default -> throw in.malformed("unexpected field: " + key);
                }
              }
              return body;
            });
        bucket.put(BucketLayout.permissions(project), permissions[0].applyTo(Permissions.NONE));
        bucket.put(BucketLayout.quota(project), quota[0].applyTo(Quota.defaultFor(2026)));
        bucket.put(BucketLayout.usage(project), new Usage(0));
      }
      case "PUT permissions" -> {
        Key key = BucketLayout.permissions(project);
        bucket.put(
            key,
            JsonInput.read(body, PermissionsChange::read)
                .applyTo(JsonInput.read(bucket.get(key.value()), Permissions::read)));
      }
      case "PUT quota" -> {
        Key key = BucketLayout.quota(project);
        bucket.put(
            key,
            JsonInput.read(body, QuotaChange::read)
                .applyTo(JsonInput.read(bucket.get(key.value()), Quota::read)));
      }
      case "DELETE unlock" -> bucket.unlock(project);
      default -> throw GypsumException.notFound("no such route: " + route);
    }
    return FakeResponse.DONE;
  }

  private FakeResponse file(String key) {
    byte[] bytes = bucket.get(key);
    if (bytes == null) {
      throw GypsumException.notFound("file '" + key + "' does not exist");
    }
    return new FakeResponse(200, bytes);
  }

  private FakeResponse published(String path) {
    byte[] bytes = bucket.published(path);
    if (bytes == null) {
      throw GypsumException.notFound("'" + path + "' is not published");
    }
    return new FakeResponse(200, bytes);
  }

  private FakeResponse list(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String parameter : query.split("&")) {
      parameters.put(
          parameter.substring(0, parameter.indexOf('=')),
          FakeServer.decode(parameter.substring(parameter.indexOf('=') + 1)));
    }
    String prefix = parameters.get("prefix");
    boolean recursive = Boolean.parseBoolean(parameters.get("recursive"));
    Set<String> entries = new LinkedHashSet<>(bucket.publishedList(prefix));
    if (entries.isEmpty()) {
      for (String key : bucket.keys(prefix)) {
        int slash = key.indexOf('/', prefix.length());
        entries.add(recursive || slash < 0 ? key : key.substring(0, slash + 1));
      }
    }
    return new FakeResponse(
        200,
        FakeServer.json(
            out -> {
              out.writeStartArray();
              entries.forEach(out::writeString);
              out.writeEndArray();
            }));
  }

  private FakeResponse start(AssetVersion version, byte[] body) {
    Map<UserPath, ManifestEntry> simple = new LinkedHashMap<>();
    Map<UserPath, ManifestEntry> dedup = new LinkedHashMap<>();
    Map<UserPath, FileAddress> links = new LinkedHashMap<>();
    boolean[] onProbation = {false};
    String[] requested = {null};
    JsonInput.read(
        body, in -> {
          in.beginObject();
          for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
              case "on_probation" -> onProbation[0] = in.bool();
              case "presign", "parts", "bundles" -> in.bool();
              case "session_token" -> requested[0] = in.string();
              case "files" -> in.array(
                  item -> {
                    FakeUploadFile file = FakeUploadFile.read(item);
                    switch (file.type()) {
                      case "simple" -> simple.put(file.path(), file.entry());
                      case "dedup" -> dedup.put(file.path(), file.entry());
                      case "link" -> links.put(file.path(), file.target());
                      default -> throw item.malformed("no such type: " + file.type());
                    }
                    return file;
                  });
              default -> throw in.malformed("unexpected field: " + name);
            }
          }
          return body;
        });
    if (likePublicService && bucket.get(BucketLayout.summary(version).value()) != null) {
      bucket.remove(version + "/");
      throw GypsumException.invalid("version '" + version + "' exists");
    }
    String token =
        likePublicService || choosesSessionTokens ? UUID.randomUUID().toString() : requested[0];
    return started(bucket.start(version, token, simple, dedup, links, onProbation[0]));
  }

  private FakeResponse started(FakeBucket.Session session) {
    String address = likePublicService
        ? session.version().toString()
        : PercentEncoding.encode(session.version().project().value()) + "/"
            + PercentEncoding.encode(session.version().asset().value())
            + "/" + PercentEncoding.encode(session.version().version().value());
    return new FakeResponse(
        200, FakeServer.json(
            out -> {
              out.writeStartObject();
              out.writeName("file_urls").writeStartArray();
              session.manifest()
                  .files()
                  .forEach(
                      (path, entry) -> {
                        if (!entry.isLink()) {
                          out.writeStartObject();
                          out.writeStringProperty("path", path.value());
                          out.writeStringProperty(
                              "url", "/upload/presigned-file/" + slug(path.value()));
                          out.writeStringProperty("method", "presigned");
                          writeAddress(out, session, path, entry);
                          out.writeEndObject();
                        }
                      });
              out.writeEndArray();
              out.writeStringProperty("complete_url", "/upload/complete/" + address);
              out.writeStringProperty("abort_url", "/upload/abort/" + address);
              out.writeStringProperty("session_token", session.token());
              if (uploadBundles != null) {
                out.writeName("bundles");
                uploadBundles.writeOffer(out);
              }
              out.writeEndObject();
            }));
  }

  private void writeAddress(
      JsonGenerator out, FakeBucket.Session session, UserPath path, ManifestEntry entry) {
    if (presignedUrls != FakeServer.PresignedUrls.ON_REQUEST) {
      String token =
          presignedUrls == FakeServer.PresignedUrls.IN_SESSION ? session.token() : "expired";
      out.writeName("put").writeStartObject();
      out.writeStringProperty("url", "/put/upload/" + slug(path.value()) + "/" + token);
      out.writeStringProperty("md5sum_base64", entry.md5().base64());
      out.writeEndObject();
    }
  }

  private FakeResponse presign(String slug, Headers headers, byte[] body) {
    FakeBucket.Session session = bucket.session(bearer(headers));
    UserPath path = new UserPath(new String(Base64.getUrlDecoder().decode(slug), UTF_8));
    ManifestEntry entry = session.manifest().get(path);
    if (entry == null || entry.isLink() || body.length > 0) {
      throw GypsumException.forbidden("not a file of this upload");
    }
    return new FakeResponse(
        200, FakeServer.json(
            out -> {
              out.writeStartObject();
              out.writeStringProperty(
                  "url", server + "/put/upload/" + slug + "/" + session.token());
              out.writeStringProperty("md5sum_base64", entry.md5().base64());
              out.writeEndObject();
            }));
  }

  private FakeResponse put(List<String> p, Headers headers, byte[] body) {
    FakeBucket.Session session = bucket.session(p.get(3));
    UserPath path = new UserPath(new String(Base64.getUrlDecoder().decode(p.get(2)), UTF_8));
    ManifestEntry entry = session.manifest().get(path);
    Md5 md5 = FakeBucket.md5(body);
    if (headers.containsKey("Authorization")) {
      throw GypsumException.forbidden("a presigned URL requires no token");
    }
    if (!String.valueOf(entry.sizeBytes()).equals(headers.getFirst("Content-Length"))
        || !entry.md5().base64().equals(headers.getFirst("Content-MD5"))
        || body.length != entry.sizeBytes()
        || !md5.equals(entry.md5())) {
      throw GypsumException.invalid("the content differs from the manifest");
    }
    bucket.put(BucketLayout.file(session.version(), path), body);
    return FakeResponse.DONE;
  }

  private FakeBucket.Session session(List<String> p, Headers headers) {
    FakeBucket.Session session = bucket.session(bearer(headers));
    if (!session.version().equals(version(p))) {
      throw GypsumException.forbidden("the session belongs to another version");
    }
    return session;
  }

  private static AssetVersion version(List<String> p) {
    return AssetVersion.of(p.get(2), p.get(3), p.get(4));
  }

  private static void requireToken(Headers headers) {
    if (!FakeServer.TOKEN.equals(bearer(headers))) {
      throw GypsumException.unauthenticated("unknown token " + bearer(headers));
    }
  }

  private static String bearer(Headers headers) {
    String value = headers.getFirst("Authorization");
    if (value == null || !value.startsWith("Bearer ")) {
      throw GypsumException.unauthenticated("no token");
    }
    return value.substring("Bearer ".length());
  }

  static String slug(String path) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(path.getBytes(UTF_8));
  }
}
