package io.gypsum.server.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

import io.gypsum.core.GypsumException;
import io.gypsum.server.file.CompressedFileHandler;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import org.jspecify.annotations.Nullable;

/**
 * The style sheets, scripts and images of the pages: {@code GET /assets/{name}}. A name contains a hash of the content, so
 * browsers keep an asset for a year, and request it again only when it has changed. Immutable.
 */
public final class PageAssets implements Handler {
  /** A script is after those that it imports. */
  private static final List<String> NAMES =
      List.of(
          "pico.min.css", "gypsum.css", "htmx.min.js", "gypsum.js", "favicon.svg", "publish-md5.js",
          "publish-hasher.js", "publish-hashing.js", "publish-patterns.js", "publish-files.js",
          "publish-documents.js", "publish-records.js", "publish-requests.js", "publish-session.js",
          "publish-bundles.js", "publish-sender.js", "publish-outlook.js", "publish-progress.js",
          "publish-transfer.js", "publish-view.js", "publish.js");
  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8", "svg",
          "image/svg+xml", "png", "image/png", "jpg", "image/jpeg");
  /** Scripts do not run if a logo of an operator is opened by itself; an SVG image may contain styles. */
  private static final String CONTENT_SECURITY_POLICY =
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
  /** A worker has the policy of its own response: it may load the scripts that it imports, and nothing else. */
  private static final String SCRIPT_POLICY =
      "default-src 'none'; script-src 'self'; frame-ancestors 'none'";
  private static final Pattern IMPORT = Pattern.compile("\"\\./([\\w.-]+\\.js)\"");
  private static final int HASH_BYTES = 6;
  private static final String ONE_YEAR = "public, max-age=31536000, immutable";

  private final Map<String, String> fingerprinted = new HashMap<>();
  private final Map<String, PageAsset> byName = new HashMap<>();
  private @Nullable String logoName;

  private static final class PageAsset {
    private final String type;
    private final byte[] content;
    private final byte[] compressed;

    PageAsset(String type, byte[] content) {
      this.type = type;
      this.content = content;
      this.compressed = compress(content);
    }

    boolean isScript() {
      return type.startsWith("text/javascript");
    }
  }

  /** Loads all assets into memory, about 350 KB, without a logo. */
  public PageAssets() {
    this(null);
  }

  /** @param logo served as {@link #logoName} */
  public PageAssets(@Nullable SiteLogo logo) {
    for (String name : NAMES) {
      byte[] content = read(name);
      add(name, name.endsWith(".js") ? withFingerprintedImports(name, content) : content);
    }
    if (logo != null) {
      logoName = "logo." + logo.extension();
      add(logoName, logo.content());
    }
  }

  private void add(String name, byte[] content) {
    int dot = name.lastIndexOf('.');
    String extension = name.substring(dot + 1);
    String unique = name.substring(0, dot) + "." + hash(content) + "." + extension;
    fingerprinted.put(name, unique);
    byName.put(unique, new PageAsset(TYPES.getOrDefault(extension, ""), content));
  }

  /** Replaces the names of imported scripts, so that a script changes its own name when one that it imports does. */
  private byte[] withFingerprintedImports(String name, byte[] script) {
    String text = new String(script, StandardCharsets.UTF_8);
    String replaced = IMPORT.matcher(text).replaceAll(found -> {
      String imported = fingerprinted.get(found.group(1));
      if (imported == null) {
        throw new IllegalStateException(
            "the script '" + name + "' imports '" + found.group(1)
                + "', which is not before it in the list of assets");
      }
      return Matcher.quoteReplacement("\"./" + imported + "\"");
    });
    return replaced.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the name of the logo; null if there is none. */
  public @Nullable String logoName() {
    return logoName;
  }

  /** Returns the names of the files with the names under which they are served. */
  public Map<String, String> fingerprinted() {
    return Map.copyOf(fingerprinted);
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    PageAsset asset = byName.get(exchange.pathParameter("name"));
    if (asset == null) {
      throw GypsumException
          .notFound("there is no style sheet, script or image of that name; reload the page");
    }
    exchange.setHeader(
        "Content-Security-Policy", asset.isScript() ? SCRIPT_POLICY : CONTENT_SECURITY_POLICY);
    exchange.setHeader("Cache-Control", ONE_YEAR);
    exchange.setHeader("Vary", "Accept-Encoding");
    boolean isCompressed =
        CompressedFileHandler.acceptsGzip(exchange.header("Accept-Encoding"));
    if (isCompressed) {
      exchange.setHeader("Content-Encoding", "gzip");
    }
    exchange.sendBytes(200, asset.type, isCompressed ? asset.compressed : asset.content);
  }

  private static byte[] read(String name) {
    try (InputStream in = PageAssets.class.getResourceAsStream("assets/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the page asset '" + name + "' is missing in the build");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] compress(byte[] content) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(content.length / 3);
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }
}
