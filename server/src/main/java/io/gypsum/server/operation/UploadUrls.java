package io.gypsum.server.operation;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.store.lock.HeldLock;
import tools.jackson.core.JsonGenerator;

/**
 * Creates the URLs to which clients send files, and checks the upload tokens in them. A URL leads to the store if the store
 * supports presigned URLs and the policy permits them, otherwise to this server. Thread-safe.
 */
public final class UploadUrls {
  /** How long a URL accepts a request; the transfer itself may take longer. */
  static final Duration VALIDITY = Duration.ofHours(1);

  /** The {@code url} of a file is this path and the upload token. */
  static final String FILE_PATH = "/upload/presigned-file/";

  private final Environment env;
  private final UploadPolicy policy;
  private final UploadTokenSigner signer;

  public UploadUrls(Environment env, UploadPolicy policy) {
    this.env = env;
    this.policy = policy;
    this.signer = new UploadTokenSigner(policy.signingKey());
  }

  /** The URL of one file and the {@code Content-MD5} that its request must have (rest-api.md, section 4). */
  public record PresignedPut(URI url, Md5 md5) implements JsonWritable {
    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeStringProperty("url", url.toString());
      out.writeStringProperty("md5sum_base64", md5.base64());
      out.writeEndObject();
    }
  }

  /**
   * Where the URL of a file may lead.
   *
   * @param server the base URL of this server for the client, without a trailing slash
   */
  public record Destination(URI server, Reach reach) {
    /** Returns a destination for clients that also reach the store. */
    public static Destination of(URI server) {
      return new Destination(server, Reach.SERVER_AND_STORE);
    }

    /** The hosts that a client can reach. */
    public enum Reach {
      /** This server and the store. */
      SERVER_AND_STORE,
      /** This server only, like web pages, which send files to no other host. */
      SERVER_ONLY
    }
  }

  UploadPolicy policy() {
    return policy;
  }

  /** Returns the same, but all URLs lead to this server. */
  public UploadUrls onThisServer() {
    return new UploadUrls(env, policy.throughServer());
  }

  /** Returns the upload token with which the session requests the URL of a file. */
  String slug(UploadToken token) {
    return signer.sign(token);
  }

  /**
   * Verifies the upload token of a request of a running session, and renews the lease of the session.
   *
   * @param slug the upload token as sent by the client; not trusted
   * @throws GypsumException INVALID if the upload token is malformed; FORBIDDEN if the session has ended, the upload
   *     token was issued for another session, or the user may no longer upload, which ends the session
   */
  UploadToken requireActive(String slug, String sessionToken) {
    UploadToken token = signer.read(slug, UploadToken.Purpose.ASK, env.now());
    AssetVersion version = token.file().version();
    HeldLock lock = env.rights().requireSession(version, sessionToken);
    if (lock.isCommitted()) {
      throw env.rights().ended(version, lock.sessionHash());
    }
    if (!token.session().equals(Lock.hash(sessionToken))) {
      throw GypsumException.forbidden(
          "this upload URL was issued for another session; use the URLs of this upload");
    }
    env.rights().require(lock, version);
    env.sessions().renew(lock);
    return token;
  }

  /** Returns the session for which an upload token was issued, active or not; nothing if the token is invalid. */
  Optional<String> sessionOf(String slug) {
    try {
      return Optional.of(signer.read(slug, UploadToken.Purpose.ASK, env.now()).session());
    } catch (GypsumException e) {
      // The failure is reported when the token is used.
      return Optional.empty();
    }
  }

  /**
   * Verifies the token of a request that sends a file to this server.
   *
   * @throws GypsumException INVALID if it is malformed; FORBIDDEN if it is not valid for sending a file now
   */
  UploadToken readPut(String text) {
    return signer.read(text, UploadToken.Purpose.PUT, env.now());
  }

  /** Returns the token with which the session sends bundles. */
  String sign(BundleToken token) {
    return signer.sign(token);
  }

  /** @throws GypsumException INVALID if {@code text} is malformed; FORBIDDEN if it is not the token of bundles */
  BundleToken readBundle(String text) {
    return signer.readBundle(text);
  }

  /**
   * Verifies the {@code url} of a file in the response of {@code upload/start}. Whether its session is active is not checked.
   *
   * @throws GypsumException INVALID if it is malformed; FORBIDDEN if it was not issued for a file
   */
  UploadToken readFile(String url) {
    if (!url.startsWith(FILE_PATH)) {
      throw GypsumException.invalid(
          "malformed upload URL; use the URLs in the response of upload/start");
    }
    return signer.read(
        url.substring(FILE_PATH.length()), UploadToken.Purpose.ASK, env.now());
  }

  /** @param token describes the file or part */
  PresignedPut presign(UploadToken token, Destination destination) {
    URI server = destination.server();
    boolean isHere =
        destination.reach() == Destination.Reach.SERVER_ONLY || isThroughServer(token.sizeBytes());
    URI url =
        isHere
            ? urlOfServer(token, server)
            : env.store()
                .direct()
                .flatMap(
                    store -> store.presignPut(
                        token.staged(), token.sizeBytes(), token.md5(), VALIDITY))
                .orElseGet(() -> urlOfServer(token, server));
    return new PresignedPut(url, token.md5());
  }

  /** Returns whether a file of this size is always sent to this server, not to the store. */
  boolean isThroughServer(long sizeBytes) {
    return sizeBytes < policy.directFromBytes() || env.store().direct().isEmpty();
  }

  private URI urlOfServer(UploadToken token, URI server) {
    return URI.create(server + "/upload/content?ticket=" + signPut(token));
  }

  /** Returns the query parameter with which {@code PUT /upload/content} accepts the file. */
  String signPut(UploadToken token) {
    return signer.sign(token.forPut(env.now().plus(VALIDITY)));
  }
}
