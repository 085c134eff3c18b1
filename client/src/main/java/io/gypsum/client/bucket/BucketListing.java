package io.gypsum.client.bucket;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ResponseLimits;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallKind;

/**
 * Lists the bucket, one request per listing (rest-api.md, section 3). Names that no gypsum server accepts, which another
 * program must have put into the bucket, are skipped. Thread-safe.
 */
public final class BucketListing {
  private final HttpTransport http;
  private final ServerUrl server;

  public BucketListing(HttpTransport http, ServerUrl server) {
    this.http = http;
    this.server = server;
  }

  /**
   * Returns the names of the directories directly below a prefix, in the order of the response, without internal ones.
   *
   * @param parser converts a name; its {@link GypsumException} excludes the name
   */
  public <T> List<T> directories(Prefix prefix, Function<String, T> parser) {
    List<T> names = new ArrayList<>();
    forEachEntry(
        prefix, false, names::clear,
        entry -> {
          String name = entry.substring(prefix.value().length());
          if (name.endsWith("/") && !name.startsWith("..")) {
            names.add(parser.apply(name.substring(0, name.length() - 1)));
          }
        });
    return names;
  }

  /** Returns every key that starts with a prefix, in the order of the response. */
  public List<Key> keys(Prefix prefix) {
    List<Key> keys = new ArrayList<>();
    forEachEntry(prefix, true, keys::clear, entry -> keys.add(new Key(entry)));
    return keys;
  }

  /**
   * Returns the objects below a version, as paths relative to it, in the order of the response.
   *
   * @param prefix a prefix of the path; need not end at a {@code /}
   */
  public List<String> paths(AssetVersion version, String prefix, boolean includeInternal) {
    String directory = BucketLayout.below(version).value();
    return keys(new Prefix(directory + prefix))
        .stream()
        .filter(key -> includeInternal || !key.isInternal())
        .map(key -> key.value().substring(directory.length()))
        .toList();
  }

  /** @param restart called before each attempt, since a retry reads the listing from its beginning */
  private void forEachEntry(
      Prefix prefix, boolean recursive, Runnable restart, Consumer<String> action) {
    String description =
        prefix.value().isEmpty() ? "list the projects" : "list the objects below '" + prefix + "'";
    List<String> problems = new ArrayList<>();
    http.sendForJson(
        ClientRequest.get(description, server.list(prefix, recursive)), CallKind.READ,
        in -> {
          ResponseLimits.NameList names = new ResponseLimits.NameList(description);
          restart.run();
          problems.clear();
          in.beginArray();
          while (in.nextItem()) {
            String entry = in.string();
            names.add(entry);
            if (!entry.startsWith(prefix.value())) {
              throw in.malformed("expected a name that starts with '" + prefix + "'");
            }
            try {
              action.accept(entry);
            } catch (GypsumException e) {
              problems.add(e.reason());
            }
          }
          return prefix;
        });
    if (!problems.isEmpty()) {
      System.getLogger("io.gypsum.client")
          .log(
              System.Logger.Level.DEBUG,
              () -> description + ": skipped " + problems.size() + " names: " + problems.get(0));
    }
  }
}
