package io.gypsum.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;

/**
 * What the files of a version come to in the cache.
 *
 * @param own with bytes of their own
 * @param linked the same as another file
 */
record VersionContents(List<Own> own, List<Linked> linked) {
  /** A file of the bucket. */
  record Own(FileAddress address, ManifestEntry entry) {}

  /** A file that is only in manifests; {@code source} is where its bytes are. */
  record Linked(FileAddress address, ManifestEntry entry, FileAddress source) {}

  static VersionContents of(AssetVersion version, Manifest manifest) {
    List<Own> own = new ArrayList<>();
    List<Linked> linked = new ArrayList<>();
    manifest.files()
        .forEach(
            (path, entry) -> {
              FileAddress address = new FileAddress(version, path);
              Link link = entry.link();
              if (link == null) {
                own.add(new Own(address, entry));
              } else {
                linked.add(new Linked(address, entry, link.source()));
              }
            });
    return new VersionContents(own, linked);
  }

  VersionContents linkedOnly() {
    return new VersionContents(List.of(), linked);
  }

  List<Own> ownAndSources() {
    List<Own> all = new ArrayList<>(own);
    sources().values().forEach(all::addAll);
    return all;
  }

  /** What the links stand for, each once, by version: that is how it is locked. */
  Map<AssetVersion, List<Own>> sources() {
    Map<FileAddress, Own> once = new LinkedHashMap<>();
    linked.forEach(link -> once.put(link.source(), new Own(link.source(), link.entry())));
    Map<AssetVersion, List<Own>> byVersion = new LinkedHashMap<>();
    once.forEach(
        (address, source) -> byVersion
            .computeIfAbsent(address.version(), version -> new ArrayList<>())
            .add(source));
    return byVersion;
  }
}
