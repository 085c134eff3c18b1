package io.gypsum.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.Repeat;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;

/** Asks what is below a prefix. */
final class Listing {
  private static final System.Logger LOG = System.getLogger("io.gypsum.client");

  private final HttpTransport http;
  private final ServerUrl server;

  Listing(HttpTransport http, ServerUrl server) {
    this.http = http;
    this.server = server;
  }

  /** The names of what looks like a directory just below {@code prefix}, internal ones left out. */
  <T> List<T> directories(Prefix prefix, Function<String, T> parse) {
    List<T> names = new ArrayList<>();
    forEach(
        prefix, false,
        entry -> {
          String name = entry.substring(prefix.value().length());
          if (name.endsWith("/") && !name.startsWith("..")) {
            names.add(parse.apply(name.substring(0, name.length() - 1)));
          }
        },
        names::clear);
    return names;
  }

  /** Every key that starts with {@code prefix}. */
  List<Key> keys(Prefix prefix) {
    List<Key> keys = new ArrayList<>();
    forEach(prefix, true, entry -> keys.add(new Key(entry)), keys::clear);
    return keys;
  }

  /** @param restart when the answer broke and comes again from its beginning */
  private void forEach(
      Prefix prefix, boolean recursive, Consumer<String> entry, Runnable restart) {
    String asked =
        prefix.value().isEmpty() ? "list the projects" : "list what is below '" + prefix + "'";
    List<String> refused = new ArrayList<>();
    http.sendForJson(
        ClientRequest.get(asked, server.list(prefix, recursive)), Repeat.ALWAYS,
        in -> {
          restart.run();
          refused.clear();
          in.beginArray();
          while (in.nextItem()) {
            String text = in.string();
            if (!text.startsWith(prefix.value())) {
              throw in.malformed("expected something that starts with '" + prefix + "'");
            }
            try {
              entry.accept(text);
            } catch (GypsumException e) {
              // A name that no gypsum server takes, put into the bucket past it: the rest can be read all the same.
              refused.add(e.reason());
            }
          }
          return prefix;
        });
    if (!refused.isEmpty()) {
      LOG.log(
          System.Logger.Level.DEBUG,
          () -> asked + ": left out " + refused.size() + " names: " + refused.get(0));
    }
  }
}
