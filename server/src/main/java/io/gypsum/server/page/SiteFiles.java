package io.gypsum.server.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.page.preview.MarkdownLinks;
import io.gypsum.server.page.preview.MarkdownRenderer;
import io.gypsum.server.settings.PageSettings;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The files with which an operator brands a site, read when the server starts.
 *
 * @param logo null for none
 * @param about Markdown that describes the site; null for none
 */
public record SiteFiles(@Nullable SiteLogo logo, @Nullable String about) {
  public static final SiteFiles NONE = new SiteFiles(null, null);
  static final int MAX_ABOUT_BYTES = 64 * 1024;

  /**
   * Reads the files that the settings name.
   *
   * @throws GypsumException {@code INVALID}, meant for the operator of the server, if a file cannot be used; names its option
   */
  public static SiteFiles read(PageSettings settings) {
    Path logo = settings.logo();
    Path about = settings.about();
    return new SiteFiles(
        logo == null ? null : SiteLogo.read(logo), about == null ? null : readAbout(about));
  }

  private static String readAbout(Path file) {
    byte[] content = read("site-about", file, MAX_ABOUT_BYTES);
    String text;
    try {
      text = UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw invalid("site-about", file, "is not UTF-8");
    }
    if (MarkdownRenderer.html(text, new SiteLinks("")) == null) {
      throw invalid("site-about", file, "contains tables or links that are too large");
    }
    return text;
  }

  /** Returns the description as HTML; null if there is none. Relative links in it lead to paths of this server. */
  public @Nullable String aboutHtml(PageUrls urls) {
    return about == null
        ? null
        : MarkdownRenderer.html(about, new SiteLinks(urls.publicPath()));
  }

  private record SiteLinks(String publicPath) implements MarkdownLinks {
    @Override
    public String folder() {
      return "";
    }

    @Override
    public String page(UserPath path) {
      return publicPath + PageUrls.encodePath(path.value());
    }

    @Override
    public String versionPage() {
      return publicPath + "/";
    }

    @Override
    public String content(UserPath path) {
      return page(path);
    }
  }

  static byte[] read(String option, Path file, int maxBytes) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(maxBytes + 1);
      if (content.length > maxBytes) {
        throw invalid(option, file, "is larger than " + maxBytes / 1024 + " KiB");
      }
      return content;
    } catch (NoSuchFileException e) {
      throw invalid(option, file, "does not exist");
    } catch (IOException e) {
      throw invalid(option, file, "cannot be read (" + e.getMessage() + ")");
    }
  }

  static GypsumException invalid(String option, Path file, String problem) {
    return GypsumException.invalid("--" + option + ": the file '" + file + "' " + problem);
  }
}
