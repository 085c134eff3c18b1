package io.gypsum.server.page.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.server.format.Numbers;
import io.gypsum.server.metrics.ServerFigures.DiskFigures;

/**
 * The space of a disk as text.
 *
 * @param directories those of the server for which this is the text, separated by commas; usually all are on one disk
 * @param space such as {@code 75.1 GB of 271 GB (28%)}
 */
public record DiskUse(String directories, String space) {
  /** Returns the directories in their order, those with the same text together. */
  static List<DiskUse> of(List<DiskFigures> disks) {
    Map<String, List<String>> directories = new LinkedHashMap<>();
    for (DiskFigures disk : disks) {
      directories.computeIfAbsent(space(disk), text -> new ArrayList<>()).add(disk.directory());
    }
    return directories.entrySet()
        .stream()
        .map(entry -> new DiskUse(String.join(", ", entry.getValue()), entry.getKey()))
        .toList();
  }

  private static String space(DiskFigures disk) {
    return Numbers.size(disk.freeBytes()) + " of " + Numbers.size(disk.totalBytes()) + " ("
        + Numbers.share(disk.freeBytes(), (double) disk.totalBytes()) + ")";
  }
}
