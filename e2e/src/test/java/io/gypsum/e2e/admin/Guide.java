package io.gypsum.e2e.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.gypsum.e2e.admin.GuideBlock.Commands;
import io.gypsum.e2e.admin.GuideBlock.Output;
import io.gypsum.e2e.admin.GuideBlock.TextFile;

/**
 * Parses a page of the guide. The sentence before a block names its machines and its file: {@code On `server1`, `/etc/gypsum/gypsum.conf`:}. Fails for a block of an unknown kind or without a machine, so that every block is tested.
 */
final class Guide {
  private static final String FENCE = "```";
  private static final Set<String> FILES = Set.of("ini", "json", "nginx", "cron");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private Guide() {}

  static List<GuideBlock> read(Path page) {
    try {
      return parse(page.getFileName().toString(), Files.readAllLines(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<GuideBlock> parse(String page, List<String> lines) {
    List<GuideBlock> blocks = new ArrayList<>();
    List<String> paragraph = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith(FENCE)) {
        int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf(FENCE);
        if (end == i) {
          throw new AssertionError(page + ":" + (i + 1) + ": the block has no end");
        }
        String text = String.join("\n", lines.subList(i + 1, end)) + "\n";
        blocks.add(
            block(
                page + ":" + (i + 1), line.substring(FENCE.length()), paragraph, text,
                blocks.isEmpty() ? null : blocks.getLast()));
        paragraph.clear();
        i = end;
      } else if (!line.isBlank()) {
        boolean continues = i > 0 && !lines.get(i - 1).isBlank();
        if (!continues) {
          paragraph.clear();
        }
        paragraph.add(line);
      }
    }
    return blocks;
  }

  private static GuideBlock block(
      String where, String language, List<String> paragraph, String text, GuideBlock before) {
    if (language.equals("text")) {
      if (!paragraph.isEmpty() || !(before instanceof Commands)) {
        throw new AssertionError(where + ": a block of output must follow a block of commands");
      }
      return new Output(where, text);
    }
    String sentence = lastSentence(String.join(" ", paragraph));
    List<String> names =
        CODE.matcher(sentence).results().map(match -> match.group(1)).toList();
    List<String> hosts = names.stream().filter(Sandbox.HOSTS::contains).toList();
    if (hosts.isEmpty() || !sentence.endsWith(":")) {
      throw new AssertionError(
          where + ": the sentence before the block names no machine: '" + sentence + "'");
    }
    if (language.equals("sh")) {
      return new Commands(where, hosts, text);
    }
    List<String> paths = names.stream().filter(name -> name.startsWith("/")).toList();
    if (!FILES.contains(language) || paths.size() != 1) {
      throw new AssertionError(
          where + ": unsupported kind of block: '" + language + "'");
    }
    return new TextFile(where, hosts, paths.getFirst(), text);
  }

  private static String lastSentence(String paragraph) {
    List<MatchResult> ends = Pattern.compile("\\. (?=[A-Z])").matcher(paragraph).results().toList();
    return ends.isEmpty() ? paragraph : paragraph.substring(ends.getLast().end());
  }
}
