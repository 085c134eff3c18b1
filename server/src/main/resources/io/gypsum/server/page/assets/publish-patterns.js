// Patterns in the syntax of .gitignore files, as the command applies them (PathPatterns in the client).

const SPECIAL = /[\\^$.*+?()[\]{}|/]/g;

function escape(text) {
  return text.replace(SPECIAL, "\\$&");
}

/** Returns the end of the character class that starts at a position; -1 if it is not closed. */
function classEnd(glob, start) {
  const first = /[!^]/.test(glob[start + 1] ?? "") ? start + 2 : start + 1;
  return glob.indexOf("]", first + 1);
}

function characterClass(text) {
  const isNegated = /^[!^]/.test(text);
  const content = (isNegated ? text.slice(1) : text).replace(/[\\\][^]/g, "\\$&");
  return `(?!/)[${isNegated ? "^" : ""}${content}]`;
}

/** Returns a regular expression of the glob between the slashes of a pattern. */
function segment(glob) {
  let result = "";
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i];
    const end = char === "[" ? classEnd(glob, i) : -1;
    if (end > 0) {
      result += characterClass(glob.slice(i + 1, end));
      i = end;
    } else if (char === "\\" && i + 1 < glob.length) {
      result += escape(glob[++i]);
    } else if (char === "*") {
      result += "[^/]*";
    } else {
      result += char === "?" ? "[^/]" : escape(char);
    }
  }
  return result;
}

function expression(segments) {
  let result = "^";
  segments.forEach((part, i) => {
    const isLast = i === segments.length - 1;
    if (part === "**") {
      result += isLast ? ".+" : "(?:.+/)?";
    } else {
      result += segment(part) + (isLast ? "" : "/");
    }
  });
  return new RegExp(`${result}$`, "su");
}

function rule(line) {
  // Spaces at the end do not belong to the pattern, unless one is escaped.
  let glob = line.replace(/\r$/, "").replace(/(^|[^\\])\s+$/, "$1");
  const isException = glob.startsWith("!");
  glob = isException ? glob.slice(1) : glob;
  const onlyFolders = glob.endsWith("/");
  glob = onlyFolders ? glob.slice(0, -1) : glob;
  const isAnchored = glob.includes("/");
  const segments = glob.replace(/^\//, "").split("/");
  const matcher = expression(isAnchored ? segments : ["**", ...segments]);
  return { pattern: line, isException, onlyFolders, matcher };
}

export class Patterns {
  #rules;

  /** Patterns, one in each line. Empty lines and comments are ignored; of all that match a path, the last one decides. */
  constructor(lines) {
    this.#rules = lines.filter((line) => line.trim() !== "" && !line.startsWith("#")).map(rule);
  }

  /**
   * Returns why a file is excluded: {pattern, path}, whose path is that of the file, or that of a folder around it, with a
   * slash at its end. Returns null if the file is not excluded.
   */
  exclusion(path) {
    for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
      const pattern = this.#find(path.slice(0, slash), true);
      if (pattern) {
        return { pattern, path: path.slice(0, slash + 1) };
      }
    }
    const pattern = this.#find(path, false);
    return pattern ? { pattern, path } : null;
  }

  #find(path, isFolder) {
    for (let i = this.#rules.length - 1; i >= 0; i--) {
      const { pattern, isException, onlyFolders, matcher } = this.#rules[i];
      if ((isFolder || !onlyFolders) && matcher.test(path)) {
        return isException ? null : pattern;
      }
    }
    return null;
  }
}
