"""Labels of choices kept in the records, so that the collector of messages finds them.

The records say them in Chinese, once; a page says ``{% translate row.get_role_display %}``.
"""

from typing import Final

from django.utils.translation import gettext_noop as _

LABELS: Final = (
    *(_("交办"), _("主责"), _("协办"), _("会签")),
    *(_("待定"), _("同意"), _("不同意"), _("采纳"), _("不采纳")),
    *(_("待送"), _("已送到"), _("没有送到")),
    *(_("书记"), _("副书记"), _("组织委员"), _("宣传委员"), _("纪检委员"), _("委员")),
    *(_("文件"), _("链接"), _("视频")),
)
