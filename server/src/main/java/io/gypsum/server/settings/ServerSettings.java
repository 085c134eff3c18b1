package io.gypsum.server.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.gypsum.metadata.index.IndexClass;
import io.gypsum.store.StoreAddress;
import org.jspecify.annotations.Nullable;

/**
 * All that a server is told when it starts; checked, so nothing here needs checking again. Made by
 * {@link io.gypsum.server.settings.SettingsReader}, whose table of options says what each means. Its text never shows a
 * secret.
 *
 * @param host name or address to listen on
 * @param port to listen on; 0 takes a free one
 * @param publicUrl how clients reach the server, without a trailing slash; null when it is where it listens, see
 *        {@link #publicUrl(int)}
 * @param data absolute directory of what is the server's own; may not exist yet
 * @param createBucket whether to create the bucket of an S3 store if it does not exist
 * @param directUploads whether clients send files to a store that can take them from anybody, instead of to the server
 * @param redirectDownloads whether who asks for a big file is sent to such a store for it
 * @param multipartThresholdBytes a file of that many is sent in parts by clients that can
 * @param partBytes of each of these parts
 * @param gitHubApi without a trailing slash
 * @param gitHubApp what {@code /credentials/github-app} tells; null for nothing
 * @param administrators logins and organisations
 * @param publicS3 what {@code /credentials/s3-api} tells; null for nothing
 * @param uploadLease how long an upload without activity keeps its project locked
 * @param stepLease how long an operation that has been decided is left to the server that decided it
 * @param logRetention how long change logs are kept
 * @param maxUploadFiles most files of one upload
 * @param maxRequests most requests worked on at once
 * @param stopGrace how long requests may take to end once the server stops
 * @param indexes the classes of metadata that the server indexes; none for no index
 * @param indexInterval between one look at the change log and the next
 * @param schemas absolute directory of the JSON schemas that are published; null for none
 */
public record ServerSettings(
    String host,
    int port,
    @Nullable URI publicUrl,
    Path data,
    StoreAddress store,
    boolean createBucket,
    boolean directUploads,
    boolean redirectDownloads,
    long multipartThresholdBytes,
    long partBytes,
    IdentityProvider identity,
    URI gitHubApi,
    @Nullable GitHubApp gitHubApp,
    Set<String> administrators,
    @Nullable PublicS3 publicS3,
    Duration uploadLease,
    Duration stepLease,
    Duration logRetention,
    int maxUploadFiles,
    int maxRequests,
    boolean accessLog,
    Duration stopGrace,
    List<IndexClass> indexes,
    Duration indexInterval,
    @Nullable Path schemas) {

  /** The OAuth app with which clients sign in. */
  public record GitHubApp(String id, Secret secret) {}

  /** Read-only S3 access to the bucket for everyone. */
  public record PublicS3(URI endpoint, String bucket, String key, Secret secret) {}

  public ServerSettings {
    administrators = Set.copyOf(administrators);
    indexes = List.copyOf(indexes);
  }

  /** How clients reach a server with these settings that listens on {@code boundPort}; no trailing slash. */
  public URI publicUrl(int boundPort) {
    if (publicUrl != null) {
      return publicUrl;
    }
    String authority = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return URI.create("http://" + authority + ":" + boundPort);
  }
}
