package io.gypsum.cli.browse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds the commands that may open an address in a web browser. */
final class BrowserCommands {
  private BrowserCommands() {}

  /**
   * Returns the commands to try, in this order: those in the variable {@code BROWSER}, which are separated by colons and may
   * contain {@code %s} for the address, as the desktop tools of Linux define it; then the one of the system. The latter is
   * missing on Linux without a desktop, where it would start a browser for the terminal that the user did not choose.
   *
   * @param system name of the operating system, as Java reports it
   */
  static List<List<String>> find(Map<String, String> environment, String system, String url) {
    List<List<String>> commands = new ArrayList<>();
    for (String browser : environment.getOrDefault("BROWSER", "").split(":", -1)) {
      if (!browser.isBlank()) {
        commands.add(withAddress(browser.strip(), url));
      }
    }
    String name = system.toLowerCase(Locale.ROOT);
    boolean hasDesktop =
        environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
    if (name.startsWith("mac")) {
      commands.add(List.of("open", url));
    } else if (name.startsWith("windows")) {
      commands.add(List.of("rundll32", "url.dll,FileProtocolHandler", url));
    } else if (hasDesktop) {
      commands.add(List.of("xdg-open", url));
    }
    return commands;
  }

  private static List<String> withAddress(String browser, String url) {
    List<String> command = new ArrayList<>();
    boolean hasPlace = false;
    for (String word : browser.split("\\s+", -1)) {
      hasPlace |= word.contains("%s");
      command.add(word.replace("%s", url));
    }
    if (!hasPlace) {
      command.add(url);
    }
    return List.copyOf(command);
  }
}
