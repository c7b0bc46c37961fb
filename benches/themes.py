"""Equal themes for the engines: nav, headings of the page, terms, neighbours, lists in parts, the latest pages, a feed.

A function for each engine writes its configuration and its theme into a folder. Nothing is minified anywhere.
"""
import os

PER_PAGE, LATEST = 50, 20
BASE = "https://example.org"

SECTIONS = """housing taxation health-care pensions education transport energy climate migration labour
agriculture fisheries justice policing defence trade competition privacy elections local-government""".split()


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def title_of(section):
    return section.replace("-", " ").capitalize()


CSS = "body{font:1rem/1.5 sans-serif;max-width:46rem;margin:auto}nav a{margin-right:.6em}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2em .5em}\n"


# What the peers do not make is left out, so that the work is the same.
PAGES_ALONE = "[outputs]\nsearch = false\nmarkdown = false\nembeds = false\nbrief = false\nscripts = false\nintegrity = false\ncards = \"none\"\n"


def whereas(out):
    """The same pages as the theme for Zola makes, by the contract of themes/README.md. Links come relative."""
    theme = out + "/themes/bench"
    pages = theme + "/templates/pages"
    os.makedirs(pages)
    os.makedirs(theme + "/css")
    write(theme + "/css/main.css", CSS)
    write(theme + "/theme.toml", 'name = "bench"\napi = 1\ndescription = "For measurements: as much as the themes of the other engines, and no more."\n')
    taxonomies = "".join(f'[[taxonomies]]\nname = "{name}"\npaginate_by = {PER_PAGE}\n' for name in ("stakeholders", "topics"))
    write(out + "/config.toml", f'title = "Policy explainers"\nbase_url = "{BASE}/"\ntheme = "bench"\n{taxonomies}\n[rules]\nmissing-policy = "off"\n{PAGES_ALONE}')
    write(theme + "/templates/base.html", '''<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{% block title %}{{ site.title }}{% endblock title %} | {{ site.title }}</title>
<meta name="description" content="{% block description %}{% endblock description %}"><link rel="canonical" href="{{ page.canonical }}"><link rel="stylesheet" href="{{ assets }}css/main.css">
<link rel="alternate" type="application/atom+xml" href="{{ site.url }}atom.xml"></head>
<body><nav>{% for item in nav %}<a href="{{ item.url }}">{{ item.title }}</a>
{% endfor %}</nav>
<main>{% block main %}{% endblock main %}</main><footer>{{ site.title }}</footer></body></html>
''')
    write(pages + "/page.html", '''{% extends "base.html" %}
{% block title %}{{ plain.title }}{% endblock title %}
{% block description %}{{ plain.summary }}{% endblock description %}
{% block main %}<article><h1>{{ plain.title }}</h1>
<p><time datetime="{{ plain.date.iso }}">{{ plain.date.text }}</time></p>
<p>{{ plain.summary }}</p>
<ul>{% for taxonomy in plain.taxonomies %}{% for term in taxonomy.terms %}<li><a href="{{ term.url }}">{{ term.name }}</a></li>
{% endfor %}{% endfor %}</ul>
<aside><nav id="TableOfContents"><ul>{% for heading in plain.toc %}<li><a href="#{{ heading.id }}">{{ heading.title }}</a>{% if heading.children %}<ul>{% for child in heading.children %}<li><a href="#{{ child.id }}">{{ child.title }}</a></li>
{% endfor %}</ul>{% endif %}</li>
{% endfor %}</ul></nav></aside>
{{ plain.body | safe }}
<p>{% if plain.previous %}<a rel="prev" href="{{ plain.previous.url }}">{{ plain.previous.title }}</a>{% endif %}
{% if plain.next %}<a rel="next" href="{{ plain.next.url }}">{{ plain.next.title }}</a>{% endif %}</p>
</article>{% endblock main %}
''')
    item = '''<li><a href="{{ p.url }}">{{ p.title }}</a> <time>{{ p.date.iso }}</time><p>{{ p.summary }}</p></li>
'''
    pager = '''<p>{% if paginator.previous %}<a href="{{ paginator.previous }}">Newer</a>{% endif %} {{ paginator.number }} / {{ paginator.of }} {% if paginator.next %}<a href="{{ paginator.next }}">Older</a>{% endif %}</p>'''
    for name, title, text in (("section", "section.title", "{{ section.body | safe }}"), ("term", "term.name", "")):
        write(f"{pages}/{name}.html", '''{% extends "base.html" %}
{% block title %}{{ NAME }}{% endblock title %}
{% block main %}<h1>{{ NAME }}</h1>'''.replace("NAME", title) + text + '''<ul>{% for p in paginator.pages %}''' + item + '''{% endfor %}</ul>''' + pager + '''{% endblock main %}
''')
    write(pages + "/taxonomy.html", '''{% extends "base.html" %}
{% block title %}{{ taxonomy.name }}{% endblock title %}
{% block main %}<h1>{{ taxonomy.name }}</h1><ul>{% for term in terms %}<li><a href="{{ term.url }}">{{ term.name }}</a> ({{ term.n_pages }})</li>
{% endfor %}</ul>{% endblock main %}
''')
    write(pages + "/tracker.html", '''{% extends "base.html" %}
{% block main %}<h1>{{ site.title }}</h1><ul>{% for p in section.pages[:''' + str(LATEST) + '''] %}''' + item + '''{% endfor %}</ul>{% endblock main %}
''')
    write(pages + "/404.html", '''{% extends "base.html" %}
{% block main %}<h1>404 Not Found</h1>{% endblock main %}
''')


def hugo(out):
    L = os.path.join(out, "layouts")
    os.makedirs(L + "/_partials")  # the layout names of Hugo 0.146 and later
    os.makedirs(out + "/static")
    write(out + "/static/style.css", CSS)
    nav = "".join("[[menus.main]]\nname = %s\npageRef = %s\nweight = %d\n" % (quoted(title_of(s)), quoted("/" + s), k + 1) for k, s in enumerate(SECTIONS))
    write(out + "/hugo.toml", f'''baseURL = "{BASE}/"
title = "Policy explainers"
locale = "en"
disableKinds = ["RSS", "404"]
enableRobotsTXT = false
[taxonomies]
stakeholder = "stakeholders"
topic = "topics"
[pagination]
pagerSize = {PER_PAGE}
[outputs]
home = ["HTML", "ATOM"]
section = ["HTML"]
taxonomy = ["HTML"]
term = ["HTML"]
page = ["HTML"]
[mediaTypes."application/atom+xml"]
suffixes = ["xml"]
[outputFormats.ATOM]
mediaType = "application/atom+xml"
baseName = "atom"
[markup.highlight]
noClasses = false
[markup.goldmark.extensions]
typographer = false
[markup.goldmark.renderer]
unsafe = true
{nav}''')
    write(L + "/baseof.html", '''<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }} | {{ site.Title }}</title>
<meta name="description" content="{{ .Description }}"><link rel="canonical" href="{{ .Permalink }}"><link rel="stylesheet" href="/style.css">
<link rel="alternate" type="application/atom+xml" href="/atom.xml"></head>
<body><nav>{{ range site.Menus.main }}<a href="{{ .URL }}">{{ .Name }}</a>
{{ end }}</nav>
<main>{{ block "main" . }}{{ end }}</main><footer>{{ site.Title }}</footer></body></html>
''')
    write(L + "/page.html", '''{{ define "main" }}<article><h1>{{ .Title }}</h1>
<p><time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 January 2006" }}</time></p>
<p>{{ .Description }}</p>
<ul>{{ range .GetTerms "stakeholders" }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>
{{ end }}{{ range .GetTerms "topics" }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>
{{ end }}</ul>
<aside>{{ .TableOfContents }}</aside>
{{ .Content }}
<p>{{ with .PrevInSection }}<a rel="prev" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a rel="next" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</p>
</article>{{ end }}
''')
    write(L + "/_partials/item.html", '''<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time>{{ .Date.Format "2006-01-02" }}</time><p>{{ .Description }}</p></li>
''')
    pager = '''{{ with .Paginator }}<p>{{ if .HasPrev }}<a href="{{ .Prev.URL }}">Newer</a>{{ end }} {{ .PageNumber }} / {{ .TotalPages }} {{ if .HasNext }}<a href="{{ .Next.URL }}">Older</a>{{ end }}</p>{{ end }}'''
    lst = '''{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}<ul>{{ range .Paginator.Pages }}{{ partial "item.html" . }}{{ end }}</ul>''' + pager + '''{{ end }}
'''
    write(L + "/section.html", lst)
    write(L + "/term.html", lst)
    write(L + "/taxonomy.html", '''{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Data.Terms.Alphabetical }}<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> ({{ .Count }})</li>
{{ end }}</ul>{{ end }}
''')
    write(L + "/home.html", '''{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range first %d site.RegularPages.ByDate.Reverse }}{{ partial "item.html" . }}{{ end }}</ul>{{ end }}
''' % LATEST)
    write(L + "/home.atom.xml", '''{{ printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
<feed xmlns="http://www.w3.org/2005/Atom"><title>{{ site.Title }}</title><id>{{ .Permalink }}</id><link rel="self" href="{{ "atom.xml" | absURL }}"/>
{{ range first %d site.RegularPages.ByDate.Reverse }}<entry><title>{{ .Title }}</title><id>{{ .Permalink }}</id><link href="{{ .Permalink }}"/><updated>{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}</updated><summary>{{ .Description }}</summary><content type="html">{{ .Content | html }}</content></entry>
{{ end }}</feed>
''' % LATEST)


def zola(out):
    """For Zola 0.23 and later, which has Tera 2."""
    T = out + "/templates"
    os.makedirs(T); os.makedirs(out + "/static")
    write(out + "/static/style.css", CSS)
    nav = "nav = [\n" + "".join("  { name = %s, url = %s },\n" % (quoted(title_of(s)), quoted("/%s/" % s)) for s in SECTIONS) + "]\n"
    cfg = f'''base_url = "{BASE}"
title = "Policy explainers"
default_language = "en"
compile_sass = false
build_search_index = false
generate_feeds = true
feed_filenames = ["atom.xml"]
feed_limit = {LATEST}
taxonomies = [
  {{ name = "stakeholders", paginate_by = {PER_PAGE}, feed = false }},
  {{ name = "topics", paginate_by = {PER_PAGE}, feed = false }},
]
[markdown]
[markdown.highlighting]
style = "class"
theme = "github-light"
[extra]
{nav}'''
    write(out + "/config.toml", cfg)
    write(T + "/base.html", '''<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{% block title %}{{ config.title }}{% endblock %} | {{ config.title }}</title>
<meta name="description" content="{% block description %}{% endblock %}"><link rel="canonical" href="{{ current_url }}"><link rel="stylesheet" href="/style.css">
<link rel="alternate" type="application/atom+xml" href="/atom.xml"></head>
<body><nav>{% for n in config.extra.nav %}<a href="{{ n.url }}">{{ n.name }}</a>
{% endfor %}</nav>
<main>{% block main %}{% endblock %}</main><footer>{{ config.title }}</footer></body></html>
''')
    write(T + "/page.html", '''{% extends "base.html" %}
{% block title %}{{ page.title }}{% endblock %}
{% block description %}{{ page.description }}{% endblock %}
{% block main %}<article><h1>{{ page.title }}</h1>
<p><time datetime="{{ page.date | date(format="%Y-%m-%d") }}">{{ page.date | date(format="%-d %B %Y") }}</time></p>
<p>{{ page.description }}</p>
<ul>{% for t in page.taxonomies.stakeholders %}<li><a href="/stakeholders/{{ t }}/">{{ t }}</a></li>
{% endfor %}{% for t in page.taxonomies.topics %}<li><a href="/topics/{{ t }}/">{{ t }}</a></li>
{% endfor %}</ul>
<aside><nav id="TableOfContents"><ul>{% for h in page.toc %}<li><a href="#{{ h.id }}">{{ h.title }}</a>{% if h.children %}<ul>{% for c in h.children %}<li><a href="#{{ c.id }}">{{ c.title }}</a></li>
{% endfor %}</ul>{% endif %}</li>
{% endfor %}</ul></nav></aside>
{{ page.content | safe }}
<p>{% if page.lower %}<a rel="prev" href="{{ page.lower.path }}">{{ page.lower.title }}</a>{% endif %}
{% if page.higher %}<a rel="next" href="{{ page.higher.path }}">{{ page.higher.title }}</a>{% endif %}</p>
</article>{% endblock %}
''')
    item = '''<li><a href="{{ p.path }}">{{ p.title }}</a> <time>{{ p.date | date(format="%Y-%m-%d") }}</time><p>{{ p.description }}</p></li>
'''
    pager = '''<p>{% if paginator.previous %}<a href="{{ paginator.previous }}">Newer</a>{% endif %} {{ paginator.current_index }} / {{ paginator.number_pagers }} {% if paginator.next %}<a href="{{ paginator.next }}">Older</a>{% endif %}</p>'''
    write(T + "/section.html", '''{% extends "base.html" %}
{% block title %}{{ section.title }}{% endblock %}
{% block main %}<h1>{{ section.title }}</h1>{{ section.content | safe }}<ul>{% for p in paginator.pages %}''' + item + '''{% endfor %}</ul>''' + pager + '''{% endblock %}
''')
    write(T + "/taxonomy_single.html", '''{% extends "base.html" %}
{% block title %}{{ term.name }}{% endblock %}
{% block main %}<h1>{{ term.name }}</h1><ul>{% for p in paginator.pages %}''' + item + '''{% endfor %}</ul>''' + pager + '''{% endblock %}
''')
    write(T + "/taxonomy_list.html", '''{% extends "base.html" %}
{% block title %}{{ taxonomy.name }}{% endblock %}
{% block main %}<h1>{{ taxonomy.name }}</h1><ul>{% for t in terms %}<li><a href="{{ t.path }}">{{ t.name }}</a> ({{ t.page_count }})</li>
{% endfor %}</ul>{% endblock %}
''')
    write(T + "/index.html", '''{% extends "base.html" %}
{% block main %}<h1>{{ config.title }}</h1><ul>{% for p in ''' + ("section.pages[:%d]" % LATEST) + ''' %}''' + item + '''{% endfor %}</ul>{% endblock %}
''')
    write(T + "/atom.xml", '''<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>{{ config.title }}</title><id>{{ config.base_url }}/</id><link rel="self" href="{{ feed_url | safe }}"/>
{% for p in pages %}<entry><title>{{ p.title }}</title><id>{{ p.permalink | safe }}</id><link href="{{ p.permalink | safe }}"/><updated>{{ p.date }}</updated><summary>{{ p.description }}</summary><content type="html">{{ p.content | escape_xml | safe }}</content></entry>
{% endfor %}</feed>
''')
