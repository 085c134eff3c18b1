package io.gypsum.core.document;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code {project}/..LOCK}: exists only while a project is locked.
 *
 * @param sessionHash base64 of the SHA-256 of the session token: see {@link #hash}
 * @param asset the asset of the upload, or null when the operation concerns more than one version
 * @param version the version of the upload, or null when the operation concerns more than one version
 * @param journal the holder and the committed steps; null in the lock of a server without a journal, which never expires
 * @param organizations the organizations that the user of an upload had when it started, each as a keyed hash, since anyone can
 *     read a lock; null if the lock does not belong to an upload, or was written by a server that does not record them
 * @param bootId identifies the boot of the machine during which an upload started, if its files are synced together when it
 *     is completed; null if each file is durable when it is received
 */
public record Lock(
    String sessionHash, @Nullable String asset, @Nullable String version, @Nullable Journal journal,
    @Nullable List<String> organizations, @Nullable String bootId)
    implements JsonWritable {
  private static final RecordCodec<Lock> CODEC =
      RecordCodec.of(
          Property.required("session_hash", JsonType.STRING, Lock::sessionHash),
          Property.nullable("asset", JsonType.STRING, Lock::asset),
          Property.nullable("version", JsonType.STRING, Lock::version),
          Property.nullable("journal", JsonType.document(Journal::read), Lock::journal),
          Property.nullable(
              "organizations", JsonType.array(JsonType.STRING), Lock::organizations),
          Property.nullable("boot_id", JsonType.STRING, Lock::bootId),
          Lock::new);

  public Lock {
    organizations = organizations == null ? null : List.copyOf(organizations);
  }

  /** Creates a lock without organizations and boot. */
  public Lock(
      String sessionHash, @Nullable String asset, @Nullable String version,
      @Nullable Journal journal) {
    this(sessionHash, asset, version, journal, null, null);
  }

  /** Returns the hash of a session token that a lock contains; the token itself is never stored. */
  public static String hash(String sessionToken) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(sha256.digest(sessionToken.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available", e);
    }
  }

  public Lock with(Journal newJournal) {
    return new Lock(sessionHash, asset, version, newJournal, organizations, bootId);
  }

  public static Lock read(JsonInput in) {
    return CODEC.read(in);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    CODEC.write(this, out);
  }
}
