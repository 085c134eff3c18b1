package io.gypsum.server.http.file;

import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.Route;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code GET /credentials/…}: what clients may know to read the bucket by themselves and to sign users in. */
public final class CredentialRoutes {
  private final @Nullable S3Credentials s3;
  private final @Nullable GithubApp github;

  /** Read-only credentials of the bucket. Not secret: they are for everyone. */
  public record S3Credentials(String endpoint, String bucket, String key, String secret)
      implements
      JsonWritable {
    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeStringProperty("endpoint", endpoint);
      out.writeStringProperty("bucket", bucket);
      out.writeStringProperty("key", key);
      out.writeStringProperty("secret", secret);
      out.writeEndObject();
    }
  }

  /** The OAuth app that users sign in with. Not secret either: it is told to every client. */
  public record GithubApp(String id, String secret) implements JsonWritable {
    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeStringProperty("id", id);
      out.writeStringProperty("secret", secret);
      out.writeEndObject();
    }
  }

  /** Null where the server offers none. */
  public CredentialRoutes(@Nullable S3Credentials s3, @Nullable GithubApp github) {
    this.s3 = s3;
    this.github = github;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/credentials/s3-api", offer(s3, "S3 credentials")),
        Route.get("/credentials/github-app", offer(github, "GitHub app")));
  }

  private static Handler offer(@Nullable JsonWritable document, String what) {
    return (Exchange exchange) -> {
      if (document == null) {
        throw GypsumException.notFound("this server offers no " + what);
      }
      exchange.json(document);
    };
  }
}
